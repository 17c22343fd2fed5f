namespace Dataface.Flags.Server.Usage;

/// <summary>How often the flags of an environment were evaluated.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Hours">How many hours are counted, this one included.</param>
/// <param name="Since">When the first of them began.</param>
/// <param name="CountedSince">When usage was first reported, 90 days ago at most; null when it never was.</param>
/// <param name="HeardHours">In how many of the hours anybody has reported.</param>
/// <param name="BulkReads">How often clients of OFREP were given all flags at once: nobody knows which of those they use.</param>
/// <param name="IsPartial">Whether there was more than is kept.</param>
/// <param name="Flags">Every flag that a document defines or anybody has evaluated within 90 days, by key.</param>
internal sealed record EnvironmentUsage(
    string Environment, int Hours, DateTimeOffset Since, DateTimeOffset? CountedSince, int HeardHours, long BulkReads, bool IsPartial,
    IReadOnlyList<UsageOfFlag> Flags);

/// <summary>How often one of an environment's flags was evaluated.</summary>
/// <param name="Flag">Its key.</param>
/// <param name="IsDefined">Whether the document in force defines it.</param>
/// <param name="Count">How often within the hours.</param>
/// <param name="NotFound">How often of that whoever evaluated it knew no definition.</param>
/// <param name="LastEvaluated">The last minute in which it was; null when it was not within 90 days.</param>
/// <param name="Services">By which services, within 90 days.</param>
/// <param name="Variants">How often each variant was given within the hours.</param>
internal sealed record UsageOfFlag(
    string Flag, bool IsDefined, long Count, long NotFound, DateTimeOffset? LastEvaluated, IReadOnlyList<string> Services,
    IReadOnlyList<UsageOfVariant> Variants);

/// <summary>How often a flag gave a variant.</summary>
/// <param name="Variant">The variant; empty where no definition was known.</param>
/// <param name="Count">How often.</param>
internal sealed record UsageOfVariant(string Variant, long Count);

/// <summary>How often a flag was evaluated for a reason.</summary>
/// <param name="Reason">The reason, as in telemetry.</param>
/// <param name="Count">How often.</param>
internal sealed record UsageOfReason(string Reason, long Count);

/// <summary>How often a service has evaluated a flag.</summary>
/// <param name="Service">The service.</param>
/// <param name="Count">How often within the hours.</param>
/// <param name="LastEvaluated">The last minute in which it did.</param>
internal sealed record UsageOfService(string Service, long Count, DateTimeOffset LastEvaluated);

/// <summary>How often a service was given a variant in one minute or hour.</summary>
/// <param name="At">When that began.</param>
/// <param name="Service">The service.</param>
/// <param name="Variant">The variant.</param>
/// <param name="Count">How often.</param>
internal sealed record UsagePoint(DateTimeOffset At, string Service, string Variant, long Count);

/// <summary>How often one flag was evaluated, by whom and when.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Flag">The flag's key.</param>
/// <param name="IsDefined">Whether the document in force defines it.</param>
/// <param name="By"><c>minute</c> or <c>hour</c>.</param>
/// <param name="Hours">How many hours are counted, this one included.</param>
/// <param name="Since">When the first of them began.</param>
/// <param name="CountedSince">When usage was first reported in the environment; null when it never was.</param>
/// <param name="LastEvaluated">The last minute in which the flag was evaluated; null when it was not within 90 days.</param>
/// <param name="Count">How often it was within the hours.</param>
/// <param name="IsPartial">Whether there was more than is kept, or than is shown.</param>
/// <param name="Services">By which services, within 90 days.</param>
/// <param name="Variants">How often each variant was given within the hours.</param>
/// <param name="Reasons">Why, within the hours.</param>
/// <param name="Points">The same by time, newest first.</param>
internal sealed record FlagUsage(
    string Environment, string Flag, bool IsDefined, string By, int Hours, DateTimeOffset Since, DateTimeOffset? CountedSince,
    DateTimeOffset? LastEvaluated, long Count, bool IsPartial, IReadOnlyList<UsageOfService> Services,
    IReadOnlyList<UsageOfVariant> Variants, IReadOnlyList<UsageOfReason> Reasons, IReadOnlyList<UsagePoint> Points);
