using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads one experiment document by itself: its form, and what its parts say of each other.</summary>
internal static class ExperimentReader
{
    private static readonly string[] Known =
    [
        "schema", "id", "title", "owner", "type", "status", "problem", "hypothesis", "expected_outcome", "variable", "touches",
        "user_notice", "rollback_plan",
        "approvals", "flag", "design", "metrics", "success_metrics", "failure_metrics", "gates", "decision", "outcome",
    ];

    public static ReadExperiment Read(ReadOnlyMemory<byte> utf8Yaml, string source)
    {
        var problems = new YamlProblems(source, ExperimentProblemCode.Prefix);
        var root = YamlTreeReader.Read(utf8Yaml, problems);
        var fields = root is null ? null : YamlFields.Open(problems, root, "An experiment", Known);
        return new(problems, fields, fields is null ? null : Read(problems, fields));
    }

    private static ExperimentDefinition Read(YamlProblems problems, YamlFields fields)
    {
        if (fields.Require("schema", "1") is { Text: not "1" } schema)
        {
            problems.Error(ExperimentProblemCode.UnsupportedSchema, schema, "'schema' is not 1.",
                "Write 'schema: 1', or use a library that reads it.");
        }

        var notice = fields.Map("user_notice", "visible", "how");
        var experiment = new ExperimentDefinition
        {
            Id = fields.Require("id", "checkout-one-page") is null ? "" : fields.Name("id", "checkout-one-page") ?? "",
            Title = fields.RequiredText("title", "One-page checkout"),
            Owner = fields.RequiredText("owner", "team-payments"),
            Type = ReadType(problems, fields),
            Status = fields.Choice("status", ExperimentWords.Statuses) ?? default,
            Problem = fields.RequiredText("problem", "38 % of baskets are left at the address form"),
            Hypothesis = fields["hypothesis"] is { Kind: YamlKind.Scalar }
                ? fields.Text("hypothesis", "If ..., then ..., because ...") ?? "" : "",
            ExpectedOutcome = fields.RequiredText("expected_outcome", "Orders for each user rise by 5 %"),
            Variables = Variables(fields),
            Touches = fields.Require("touches", "[checkout]") is null ? [] : fields.Texts("touches", "[checkout]"),
            IsVisible = notice?.Truth("visible") ?? true,
            UserNotice = notice?["how"] is { Kind: YamlKind.Scalar }
                ? notice.Text("how", "A banner on the page says that the checkout is new") : null,
            RollbackPlan = fields.RequiredText("rollback_plan", "dataface-flags kill checkout-v2; in force within seconds"),
            Approvals = ApprovalReader.Read(problems, fields),
            Flag = fields["flag"] is { Kind: YamlKind.Scalar } ? fields.Name("flag", "checkout-v2") : null,
            Design = DesignReader.Read(problems, fields),
            Metrics = MetricReader.Read(problems, fields),
            SuccessMetrics = fields.Require("success_metrics", "[orders]") is null ? [] : fields.Texts("success_metrics", "[orders]"),
            FailureMetrics = fields.Require("failure_metrics", "[errors]") is null ? [] : fields.Texts("failure_metrics", "[errors]"),
            Gates = GateReader.Read(problems, fields),
            Decision = DecisionRecordReader.Read(fields),
            Outcome = fields.Text("outcome", "Orders rose by 4 % in the quarter after"),
        };
        MetricReferences.Check(problems, fields, experiment);
        return experiment;
    }

    private static ExperimentType ReadType(YamlProblems problems, YamlFields fields)
    {
        if (fields.Require("type", "feature") is not { } node) return default;
        if (SecurityWords.In(node.Text, SecurityWords.All) is null) return fields.Choice("type", ExperimentWords.Types) ?? default;
        problems.Error(
            ExperimentProblemCode.SecurityRefused, node, "Security is never tried out on users.",
            "Ship it as reviewed code that is on for everybody.");
        return default;
    }

    /// <summary>One text, or a list, which the policy then refuses with a reason.</summary>
    private static IReadOnlyList<string> Variables(YamlFields fields)
    {
        if (fields.Require("variable", "number of checkout pages") is not { } node) return [];
        return node.Kind == YamlKind.List
            ? fields.Texts("variable", "number of checkout pages") : [fields.RequiredText("variable", "number of checkout pages")];
    }
}

/// <summary>One document that was read, perhaps with faults, and where its parts stand.</summary>
/// <param name="Problems">What is wrong with it; checks add to it.</param>
/// <param name="Fields">Where its keys stand; null when it is no map.</param>
/// <param name="Experiment">What could be read; null when nothing could.</param>
internal sealed record ReadExperiment(YamlProblems Problems, YamlFields? Fields, ExperimentDefinition? Experiment);
