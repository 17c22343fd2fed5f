using Dataface.Flags.Analyzers.Values;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>What an experiment's file says about its flag.</summary>
/// <param name="Path">The file.</param>
/// <param name="Id">The experiment's identifier; empty when it has none.</param>
/// <param name="Flag">The key of the flag behind it; null when it names none.</param>
/// <param name="Status">draft, approved, running, decided or cleaned_up; empty when it has none.</param>
/// <param name="Verdict">ship, iterate or kill; null until it is decided.</param>
/// <param name="DecidedOn">The day of the decision, or null.</param>
/// <param name="Control">The variant of the control, or null.</param>
/// <param name="Treatments">The variants that are tried out.</param>
internal sealed record ExperimentModel(
    string Path, string Id, string? Flag, string Status, string? Verdict, DateTime? DecidedOn, string? Control,
        EquatableArray<string> Treatments)
{
    /// <summary>Whether somebody has decided, so that the flag has nothing left to do.</summary>
    public bool IsDecided => Flag is not null && Verdict is "ship" or "kill" or "iterate";

    /// <summary>The variant that stays in the code; null when the decision does not name just one.</summary>
    public string? Kept => Verdict switch
    {
        "kill" or "iterate" => Control,
        "ship" when Treatments.Count == 1 => Treatments[0],
        _ => null,
    };
}
