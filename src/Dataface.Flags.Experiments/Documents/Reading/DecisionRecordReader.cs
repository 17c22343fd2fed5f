using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads what was decided.</summary>
internal static class DecisionRecordReader
{
    public static DecisionRecord? Read(YamlFields experiment)
    {
        if (experiment.Map("decision", "verdict", "on", "by", "readout", "rationale", "override") is not { } fields) return null;
        var verdict = fields.Require("verdict", "ship") is null ? null : fields.Choice("verdict", ExperimentWords.Verdicts);
        var on = fields.Require("on", "2026-12-30") is null ? null : fields.Day("on");
        var by = fields.RequiredText("by", "team-payments");
        var readout = fields["readout"] is { Kind: YamlKind.Scalar } ? fields.Text("readout", "docs/readouts/checkout-one-page.md") : null;
        var rationale = fields.RequiredText("rationale", "Orders rose by 4.1 % and no guardrail moved");
        var isOverridden = Override(fields);
        if (verdict is not { } decided || on is not { } day) return null;
        return new() { Verdict = decided, On = day, By = by, Readout = readout, Rationale = rationale, Override = isOverridden };
    }

    private static DecisionOverride? Override(YamlFields decision)
    {
        if (decision.Map("override", "recommended", "reason") is not { } fields) return null;
        var recommended = fields.Require("recommended", ExperimentWords.Wait) is { } node && node.Text != ExperimentWords.Wait
            ? fields.Choice("recommended", ExperimentWords.Verdicts) : null;
        return new() { Recommended = recommended, Reason = fields.RequiredText("reason", "The contract asks for it by May") };
    }
}
