namespace Dataface.Flags.Server.Environments;

/// <summary>What a client may name as a rollout: the id that evaluations name, which begins with its flag and its environment.</summary>
internal static class RolloutName
{
    /// <summary>More than the keys of a flag, an environment and a rule take.</summary>
    public const int MaxLength = 400;

    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name.All(c => c is >= ' ' and <= '~');

    /// <summary>Whether a rollout is one of a flag in an environment: one of another must not stand in this one's state.</summary>
    public static bool IsOf(string name, string flag, string environment)
    {
        var place = PlaceOf(flag, environment);
        return name == place || name.StartsWith(place + "/", StringComparison.Ordinal);
    }

    /// <summary>What the rollouts of a flag in an environment begin with.</summary>
    public static string PlaceOf(string flag, string environment) => $"{flag}/{environment}";
}
