namespace Dataface.Flags;

/// <summary>Further features of every client.</summary>
public static class FlagClientExtensions
{
    /// <summary>Calls a listener once for each change of one flag; the client need not know the flag yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="changed">Gets the cause of the change; called in the same way as by <see cref="IFlagClient.OnChange"/>.</param>
    /// <returns>Dispose it to stop listening.</returns>
    public static IDisposable OnChange(this IFlagClient client, string key, Action<ChangedFlag> changed)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(changed);
        return client.OnChange(all =>
        {
            if (all.Flags.FirstOrDefault(f => f.Flag == key) is { } change) changed(change);
        });
    }
}
