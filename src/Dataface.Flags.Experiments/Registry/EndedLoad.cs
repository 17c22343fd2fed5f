namespace Dataface.Flags.Experiments.Registry;

/// <summary>How a load of data ended.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Status">Succeeded or failed.</param>
/// <param name="Rows">The rows that were loaded.</param>
/// <param name="Error">What went wrong; null for nothing.</param>
/// <param name="Lag">How old the newest data are; null when it failed or brought none.</param>
internal sealed record EndedLoad(long Id, DateTimeOffset At, RefreshStatus Status, long Rows, string? Error, TimeSpan? Lag);
