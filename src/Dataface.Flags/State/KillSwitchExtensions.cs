namespace Dataface.Flags.State;

/// <summary>What every kill switch can do.</summary>
public static class KillSwitchExtensions
{
    /// <summary>Whether a flag is killed by any source, by its key or by a kill of every flag. Never throws.</summary>
    /// <param name="killSwitch">The kill switch.</param>
    /// <param name="flag">The flag's key.</param>
    public static bool IsKilled(this IKillSwitch killSwitch, string flag)
    {
        ArgumentNullException.ThrowIfNull(killSwitch);
        return killSwitch.Kills.Any(kill => kill.Flag == flag || kill.Flag == KillRegister.Everything);
    }
}
