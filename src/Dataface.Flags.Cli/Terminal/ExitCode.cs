using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>What the process answers; docs/cli.md lists them.</summary>
internal static class ExitCode
{
    /// <summary>Done, nothing to complain of. A kill or restore: announced to the whole fleet, or in the state file.</summary>
    public const int Ok = 0;

    /// <summary>Something was found: a refused document, a stale flag, a broken audit trail, an unknown flag.</summary>
    public const int Found = 1;

    /// <summary>A file or store could not be read or written.</summary>
    public const int Failed = 2;

    /// <summary>A kill or restore by a server is durable, but was not announced to the fleet.</summary>
    public const int Durable = 10;

    /// <summary>A kill or restore holds in this process only.</summary>
    public const int Local = 11;

    /// <summary>A diff moves more than <c>--max-share</c> allows, or the sample cannot rule it out.</summary>
    public const int ShareExceeded = 12;

    /// <summary>
    /// The server refuses: the key may not do it, another document is in force, or it is not possible as things stand. Nothing was changed.
    /// </summary>
    public const int Refused = 13;

    /// <summary>A launch is ready, with risks that somebody carries.</summary>
    public const int AcceptedRisks = 14;

    /// <summary>An experiment cannot be decided yet; what is missing was told.</summary>
    public const int NotYet = 15;

    /// <summary>
    /// A kill or restore is announced to the fleet, but not every instance has confirmed it in time, silent ones included; which was told.
    /// </summary>
    public const int Unconfirmed = 16;

    /// <summary>The command line is wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>How far a change got.</summary>
    public static int Of(StateReach reach) => reach switch
    {
        StateReach.Fleet or StateReach.Confirmed => Ok,
        StateReach.Durable => Durable,
        _ => Local,
    };
}
