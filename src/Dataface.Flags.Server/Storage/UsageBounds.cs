namespace Dataface.Flags.Server.Storage;

/// <summary>How much usage is kept, and for how long. PostgreSQL's functions have the same numbers.</summary>
internal static class UsageBounds
{
    /// <summary>At most so many services of one environment are told apart.</summary>
    public const int MostServices = 200;

    /// <summary>At most so many flags, variants and reasons of one service together.</summary>
    public const int MostOfService = 5_000;

    /// <summary>At most so many of one environment.</summary>
    public const int MostOfEnvironment = 20_000;

    /// <summary>At most so many keys of one service that no document defines.</summary>
    public const int MostUnknown = 100;

    /// <summary>At most so many lines in one report.</summary>
    public const int MostLines = 500;

    /// <summary>A line's count is taken for this when it is higher.</summary>
    public const long MostOfLine = 100_000_000_000;

    /// <summary>No minute and no hour of one thing counts higher.</summary>
    public const long MostOfCell = 10_000_000_000_000;

    /// <summary>A report that has waited longer than this counts as that old.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(1);

    /// <summary>How long minutes are kept.</summary>
    public static readonly TimeSpan Minutes = TimeSpan.FromDays(1);

    /// <summary>How long hours are kept.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromDays(90);

    /// <summary>How long a key that no document defines is kept after it was evaluated last.</summary>
    public static readonly TimeSpan Unknown = TimeSpan.FromDays(7);

    /// <summary>For how long a report that comes again is known.</summary>
    public static readonly TimeSpan Sources = TimeSpan.FromDays(1);

    /// <summary>At most so many sources are known.</summary>
    public const int MostSources = 200_000;
}
