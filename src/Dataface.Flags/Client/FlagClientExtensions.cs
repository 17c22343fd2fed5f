namespace Dataface.Flags;

/// <summary>More that any client can do.</summary>
public static class FlagClientExtensions
{
    /// <summary>Calls a listener once for each change of one flag, which the client need not know yet.</summary>
    /// <param name="client">The client.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="changed">Gets why it changed; is called as by <see cref="IFlagClient.OnChange"/>.</param>
    /// <returns>Dispose it to stop listening.</returns>
    public static IDisposable OnChange(this IFlagClient client, string key, Action<ChangedFlag> changed)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(changed);
        return client.OnChange(all =>
        {
            if (all.Flags.FirstOrDefault(f => f.Flag == key) is { } change) changed(change);
        });
    }
}
