namespace Dataface.Flags.Http;

/// <summary>
/// Ends with a <see cref="TimeoutException"/> when nothing arrives for too long: a connection may be dead without anybody saying so.
/// </summary>
internal sealed class SilenceStream(Stream inner, TimeSpan patience, TimeProvider time) : ReadThroughStream(inner)
{
    /// <summary>How long nothing may arrive.</summary>
    public TimeSpan Patience { get; set; } = patience;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await Inner.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing was received for {Patience}, not even a heartbeat");
        }
    }
}
