namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// Tells the counter of each answer of a route that is <see cref="Counted"/>, whoever gives it: the route, or what stands before it. What a
/// caller got wrong, or did not wait for, is no failure.
/// </summary>
internal sealed class ReadGauge(RequestDelegate next, ReadCounter counter)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Counted>() is not null)
        {
            http.Response.OnStarting(() =>
            {
                counter.Add(isFailure: http.Response.StatusCode >= StatusCodes.Status500InternalServerError);
                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    /// <summary>Marks a read route of the registry.</summary>
    internal sealed class Counted;
}
