namespace Dataface.Flags.Server.Instances;

/// <summary>How many instances are kept, and for how long.</summary>
internal static class InstanceBounds
{
    /// <summary>At most so many of one environment.</summary>
    public const int MostOfEnvironment = 20_000;

    /// <summary>At most so many of one key in an environment, so that one that is misused leaves room for the others.</summary>
    public const int MostOfKey = 5_000;

    /// <summary>Whoever is silent for so many of his intervals is not waited for.</summary>
    public const int SilentIntervals = 3;

    /// <summary>The reports that all instances of an environment together may come to per second, beyond those after a change.</summary>
    public const int ReportsPerSecond = 500;

    /// <summary>Silent ones that lack nothing are shown for so long; whoever was silent for longer is not asked for a change.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>
    /// Silent ones that lack a change are shown for so long: as far as anybody knows, it is not in force there. More than a weekend, so
    /// that whoever comes back to it sees it.
    /// </summary>
    public static readonly TimeSpan Unconfirmed = TimeSpan.FromDays(7);

    /// <summary>
    /// So long there may be an instance that was refused: twice as long as it rests before it asks again, with what that varies.
    /// </summary>
    public static readonly TimeSpan Refused = TimeSpan.FromMinutes(11);

    /// <summary>So long a report that was under way when its instance said goodbye does not bring it back.</summary>
    public static readonly TimeSpan Buried = TimeSpan.FromMinutes(2);
}
