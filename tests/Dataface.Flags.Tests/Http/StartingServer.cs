namespace Dataface.Flags.Tests.Http;

/// <summary>
/// Refuses the connections of streams for a while, as the address of a server that starts anew does; plain requests pass.
/// </summary>
internal sealed class StartingServer() : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>How many are still refused.</summary>
    public int Refusals { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Refusals == 0 || !request.RequestUri!.AbsolutePath.EndsWith("/stream", StringComparison.Ordinal))
            return base.SendAsync(request, cancellationToken);
        Refusals--;
        throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
    }
}
