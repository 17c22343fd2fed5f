using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Experiments;

/// <summary>Counts answers of the registry's read routes. Thread-safe.</summary>
internal sealed class ReadCounter
{
    private long _answered;
    private long _failed;

    public void Add(bool isFailure)
    {
        Interlocked.Increment(ref _answered);
        if (isFailure) Interlocked.Increment(ref _failed);
    }

    public (long Answered, long Failed) Read() => (Volatile.Read(ref _answered), Volatile.Read(ref _failed));
}

/// <summary>Tells the counter of each answer. What a caller got wrong, or did not wait for, is no failure.</summary>
internal sealed class ReadFilter(ReadCounter counter) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            var result = await next(context);
            counter.Add(isFailure: false);
            return result;
        }
        catch (ProblemException refused)
        {
            counter.Add(refused.Problem.Status >= StatusCodes.Status500InternalServerError);
            throw;
        }
        catch (Exception)
        {
            if (!context.HttpContext.RequestAborted.IsCancellationRequested) counter.Add(isFailure: true);
            throw;
        }
    }
}
