using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>Usage for pages on which it is not what matters most: whoever wants to kill a flag does not wait for it. Thread-safe.</summary>
internal sealed class ShownUsage(UsageService usage, ILogger<ShownUsage> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The usage of a flag within a day; null when it cannot be read.</summary>
    public Task<FlagUsage?> OfAsync(string environment, string flag, CancellationToken cancellationToken) => SoonAsync(
        token => usage.LookAtAsync(usage.Ask(environment, flag, false, UsageEndpoints.DefaultHours), UsageEndpoints.DefaultHours, token),
        cancellationToken);

    /// <summary>The usage of all flags within a day; null when it cannot be read.</summary>
    public Task<EnvironmentUsage?> OfAllAsync(string environment, CancellationToken cancellationToken) =>
        SoonAsync(token => usage.LookAsync(environment, UsageEndpoints.DefaultHours, token), cancellationToken);

    private async Task<T?> SoonAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await read(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            UsageLog.NotRead(logger, error.Message);
            return null;
        }
    }
}
