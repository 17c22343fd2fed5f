namespace Dataface.Flags.Server.Storage;

/// <summary>
/// Keeps how often flags were evaluated, by minute for a day and by hour for 90 days. People look at it, and nothing rests on it. What
/// several servers write adds up. Thread-safe.
/// </summary>
internal interface IUsageStore
{
    /// <summary>Adds what was reported, each report once, however often it comes and to whichever server.</summary>
    /// <param name="reports">Reports, oldest first; several may be of one source.</param>
    /// <param name="cancellationToken">Ends the wait; it may have been written, and may be written again.</param>
    Task WriteAsync(IReadOnlyList<KeptUsage> reports, CancellationToken cancellationToken);

    /// <summary>What was counted of one flag, newest first, and no more than asked for.</summary>
    Task<IReadOnlyList<UsageCell>> ReadAsync(UsageQuery query, int most, CancellationToken cancellationToken);

    /// <summary>One line for each flag, service, variant and reason that was heard of within 90 days, also of none since then.</summary>
    Task<IReadOnlyList<UsageSum>> SumAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>In how many hours of an environment usage was reported, and in which first.</summary>
    Task<UsageSpan> SpanAsync(string environment, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Forgets what is older than it is kept.</summary>
    Task SweepAsync(CancellationToken cancellationToken);
}

/// <summary>What an instance has counted since its report before.</summary>
/// <param name="Source">The instance.</param>
/// <param name="Number">Grows from report to report of a source; what is not above the last one was counted already.</param>
/// <param name="Age">How long ago it came. The clock of whoever keeps it says in which minute that was; no clock of an instance
/// does.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Service">The service.</param>
/// <param name="Lines">What was counted; may be nothing, which says that somebody counts.</param>
internal sealed record KeptUsage(
    Guid Source, long Number, TimeSpan Age, string Environment, string Service, IReadOnlyList<UsageLine> Lines);

/// <summary>How often a flag gave a variant for a reason.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Variant">The variant; empty of a key that no document defines.</param>
/// <param name="Reason">Why, as telemetry names it: <c>rollout</c>, <c>flag_not_found</c> and so on.</param>
/// <param name="Count">How often.</param>
internal sealed record UsageLine(string Flag, string Variant, string Reason, long Count)
{
    /// <summary>The reason of a key that no document defines.</summary>
    public const string NotFound = "flag_not_found";
}

/// <summary>What is asked of an environment's usage.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Flag">The flag; null for all.</param>
/// <param name="IsByMinute">Whether minutes are meant, and not hours.</param>
/// <param name="Since">From when on: the minute or hour that this is in.</param>
internal sealed record UsageQuery(string Environment, string? Flag, bool IsByMinute, DateTimeOffset Since);

/// <summary>What was counted in one minute or hour.</summary>
/// <param name="At">When it began.</param>
/// <param name="Service">Who has evaluated.</param>
/// <param name="Variant">What was given.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How often.</param>
internal sealed record UsageCell(DateTimeOffset At, string Service, string Variant, string Reason, long Count);

/// <summary>What was counted of one thing since a moment.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Service">Who has evaluated.</param>
/// <param name="Variant">What was given.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How often since then.</param>
/// <param name="LastAt">The last minute in which it occurred, also before then.</param>
internal sealed record UsageSum(string Flag, string Service, string Variant, string Reason, long Count, DateTimeOffset LastAt);

/// <summary>For how long usage was reported.</summary>
/// <param name="First">The first hour in which it was, 90 days ago at most; null when it never was.</param>
/// <param name="Hours">In how many hours it was since the moment that was asked about.</param>
/// <param name="IsPartial">Whether there was more than is kept.</param>
internal sealed record UsageSpan(DateTimeOffset? First, int Hours, bool IsPartial);
