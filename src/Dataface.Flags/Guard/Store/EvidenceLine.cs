using System.Text.Json.Serialization;

namespace Dataface.Flags.Guard.Store;

/// <summary>What is kept of evidence: a report, or what was counted of all before it in an epoch.</summary>
/// <param name="At">When it was reported.</param>
/// <param name="Report">The report; null for what was counted.</param>
/// <param name="Ledger">What was counted; null for a report.</param>
/// <param name="Mark">Tells a file from the one that it has replaced; null but in its first line.</param>
internal sealed record EvidenceLine(DateTimeOffset At, GuardReport? Report, CountedEvidence? Ledger = null, Guid? Mark = null)
{
    /// <summary>The epoch that it is of; null for a mark.</summary>
    public GuardEpoch? Epoch => Report?.Epoch ?? Ledger?.Epoch;

    /// <summary>Takes it into account.</summary>
    public void AddTo(EvidenceLedgers ledgers)
    {
        if (Ledger is not null) ledgers.Add(Ledger, At);
        else if (Report is not null) ledgers.Add(Report, At);
    }
}

[JsonSerializable(typeof(EvidenceLine))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class EvidenceLineJson : JsonSerializerContext;
