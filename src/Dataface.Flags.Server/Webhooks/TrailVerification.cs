using Dataface.Flags.State;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>
/// Verifies every few hours that the whole trail is still as it was written, up to the end that was seen the time before. That may take
/// longer than whoever asks has time: it goes on meanwhile. Asked by one at a time.
/// </summary>
/// <param name="read">Reads the trail.</param>
/// <param name="time">Tells when it is due.</param>
/// <param name="logger">Is told when the trail is broken.</param>
internal sealed class TrailVerification(
    Func<CancellationToken, IAsyncEnumerable<AuditRecord>> read, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>Whoever asks is told what is known by then.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private Task? _running;
    private long? _verifiedAt;
    private string? _head;
    private string? _broken;

    /// <summary>What is wrong with the trail, as far as it is known; null for nothing.</summary>
    public async Task<string?> FaultAsync(CancellationToken cancellationToken)
    {
        if (_verifiedAt is not { } at || time.GetElapsedTime(at) >= Every) _running ??= Task.Run(VerifyAsync, CancellationToken.None);
        if (_running is not { } running) return _broken;
        await running.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (!running.IsCompleted) return _broken;
        _running = null;
        await running;
        return _broken;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_running is { } running) await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task VerifyAsync()
    {
        var before = _broken;
        try
        {
            var verification = await AuditVerifier.VerifyAsync(read(_stopping.Token), _head, _stopping.Token);
            _broken = verification.Problem;
            if (verification.IsIntact) _head = verification.Head;
        }
        catch (InvalidDataException error)
        {
            _broken = error.Message;
        }

        _verifiedAt = time.GetTimestamp();
        if (_broken is not null && _broken != before) WebhookLog.TrailBroken(logger, _broken);
    }
}
