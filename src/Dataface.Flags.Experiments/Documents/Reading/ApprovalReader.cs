using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Reads who agreed.</summary>
internal static class ApprovalReader
{
    private const string Example = "- { role: business, by: board, on: 2026-11-20, reference: PRICE-12 }";

    public static IReadOnlyList<SignOff> Read(YamlProblems problems, YamlFields experiment)
    {
        var approvals = new List<SignOff>();
        foreach (var item in experiment.Items("approvals", Example))
        {
            if (YamlFields.Open(problems, item, "An approval", "role", "by", "on", "reference") is not { } fields) continue;
            var by = fields.RequiredText("by", "board");
            var on = fields.Require("on", "2026-11-20") is null ? null : fields.Day("on");
            var reference = fields.RequiredText("reference", "PRICE-12");
            var role = fields.Choice("role", ExperimentWords.Roles) ?? SignOffRole.Business;
            if (on is { } day && by.Length > 0) approvals.Add(new(role, new Approval
            {
                By = by,
                On = day,
                Reference = reference,
            }));
        }

        return approvals;
    }
}
