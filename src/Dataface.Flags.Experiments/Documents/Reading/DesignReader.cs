using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads the design.</summary>
internal static class DesignReader
{
    private static readonly string[] Known =
    [
        "control", "treatments", "audience", "cohort", "layer", "exposure", "start", "end", "minimum_detectable_effect", "power", "alpha",
        "traffic", "test", "split",
    ];

    private static readonly ExperimentDesign Unread =
        new() { Control = "", Treatments = [], Exposure = 1, MinimumDetectableEffect = 1, Traffic = 1 };

    public static ExperimentDesign Read(YamlProblems problems, YamlFields experiment)
    {
        if (experiment.Require("design", "{ control: off, ... }") is null || experiment.Map("design", Known) is not { } fields)
            return Unread;
        var design = new ExperimentDesign
        {
            Control = fields.RequiredText("control", "off"),
            Treatments = fields.Require("treatments", "[on]", mayBeEmpty: true) is null ? [] : fields.Texts("treatments", "[on]"),
            Audience = fields["audience"] is { } audience ? AudienceReader.Read(problems, audience) : null,
            Cohort = fields.Name("cohort", "beta-customers"),
            Layer = fields.Name("layer", "checkout"),
            Exposure = fields.Require("exposure", "50 %") is null ? 1 : fields.Percentage("exposure", "50 %", 0.00001) ?? 1,
            Start = fields.Require("start", "2026-12-01") is null ? null : fields.Day("start"),
            End = fields["end"] is { Kind: YamlKind.Scalar } ? fields.Day("end") : null,
            MinimumDetectableEffect =
                fields.Require("minimum_detectable_effect", "5 %") is null
                    ? 1 : fields.Percentage("minimum_detectable_effect", "5 %", 0.00001, 10) ?? 1,
            Power = fields.Percentage("power", "80 %", 0.5, 0.999) ?? Unread.Power,
            Alpha = fields.Percentage("alpha", "5 %", 0.00001, 0.2) ?? Unread.Alpha,
            Traffic = fields.Require("traffic", "4000") is null ? 1 : fields.Number("traffic", "4000", 1, 1e12) ?? 1,
            Test = fields.Choice("test", ExperimentWords.Tests) ?? default,
        };
        CheckArms(problems, fields, design);
        design = design with { Split = Split(fields, design) };
        if (design is { Start: { } start, End: { } end } && end <= start)
        {
            problems.Error(ExperimentProblemCode.EndsBeforeStart, fields.At("end"), $"'end' is {end:O}, not after {start:O}.",
                $"Write a later day, such as 'end: {start.AddDays(28):O}'.");
        }

        return design;
    }

    /// <summary>A weight for each arm: a split that leaves one out would hide a loss of its units.</summary>
    private static Dictionary<string, double> Split(YamlFields fields, ExperimentDesign design)
    {
        var split = new Dictionary<string, double>(StringComparer.Ordinal);
        if (fields.Map("split", design.Arms) is not { } weights) return split;
        foreach (var arm in design.Arms)
        {
            if (weights.Require(arm, "1") is not null && weights.Number(arm, "1", 0.001, 1e6) is { } weight) split[arm] = weight;
        }

        return split;
    }

    private static void CheckArms(YamlProblems problems, YamlFields fields, ExperimentDesign design)
    {
        if (fields["treatments"] is not { Kind: YamlKind.List } node) return;
        if (node.Children.Count == 0)
        {
            problems.Error(ExperimentProblemCode.NoTreatment, node, "There is no treatment to compare with control.",
                "Name at least one variant of the flag.");
        }

        Repeated.Check(problems, node, [design.Control, .. design.Treatments], "an arm");
    }
}
