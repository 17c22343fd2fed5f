namespace Dataface.Flags.Server.Experiments;

/// <summary>Asks for a draft with default gates; a whole document is sent as YAML instead.</summary>
/// <param name="Name">A short name for people.</param>
/// <param name="Hypothesis">What is believed.</param>
/// <param name="Kpis">The names of its metrics; the first decides.</param>
/// <param name="Id">The identifier; made from the name when it is left out.</param>
/// <param name="Owner">The team or person who answers for it; the key's name when it is left out.</param>
internal sealed record ExperimentRequest(
    string Name, string Hypothesis, IReadOnlyList<string> Kpis, string? Id = null, string? Owner = null);

/// <summary>Asks for a step of an experiment.</summary>
/// <param name="To">approved, draft, running, decided or cleaned_up.</param>
/// <param name="Reason">Why; of a decision its rationale.</param>
/// <param name="Verdict">Of a decision: ship, iterate or kill.</param>
/// <param name="Readout">Of a decision: where the results can be read.</param>
/// <param name="By">Who, if not just the key's owner.</param>
/// <param name="Override">Of a decision that is not what is recommended: why.</param>
internal sealed record StatusRequest(
    string To, string Reason, string? Verdict = null, string? Readout = null, string? By = null, string? Override = null);
