using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>Says what changed when a source is read, so that kills made elsewhere stand in this process's log, too.</summary>
internal static class KillChanges
{
    private const int Named = 20;

    public static void Log(ILogger logger, string source, IReadOnlyCollection<Kill> before, IReadOnlyCollection<Kill> after)
    {
        var (old, now) = (Keys(before), Keys(after));
        string[] killed = [.. now.Except(old).Order(StringComparer.Ordinal)];
        string[] restored = [.. old.Except(now).Order(StringComparer.Ordinal)];
        if (killed.Length + restored.Length > 0)
            StateLog.KillsChanged(logger, source, killed.Length, restored.Length, Names([.. killed, .. restored]));
    }

    private static HashSet<string> Keys(IReadOnlyCollection<Kill> kills) => kills.Select(k => k.Flag).ToHashSet(StringComparer.Ordinal);

    private static string Names(string[] flags) => string.Join(", ", flags.Take(Named)) + (flags.Length > Named ? ", …" : "");
}
