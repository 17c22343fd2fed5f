namespace Dataface.Flags.Experiments.Registry;

/// <summary>Something that was done to an experiment. Immutable; thread-safe.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Action">What, in one word: <c>create</c>, <c>status</c>, <c>kpis</c>.</param>
/// <param name="Reason">Why; null where nobody is asked.</param>
/// <param name="Before">What was before; null for nothing.</param>
/// <param name="After">What is since; null for nothing.</param>
public sealed record ExperimentAuditEntry(DateTimeOffset At, string By, string Action, string? Reason, string? Before, string? After);
