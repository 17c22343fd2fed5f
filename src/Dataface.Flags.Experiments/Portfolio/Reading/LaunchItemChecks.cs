using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>What the parts of a launch item say of each other.</summary>
internal static class LaunchItemChecks
{
    public static void Run(YamlProblems problems, YamlFields fields, LaunchItem item)
    {
        CheckDeferral(problems, fields, item);
        if (item.IsHighRisk && fields["kill_switch"] is null && fields["rollback"] is null)
        {
            problems.Error(
                PortfolioProblemCode.NoWayBack, fields.At("high_risk"), "Harm would be hard to undo here, and no way back is named.",
                "Name the flag that switches it off ('kill_switch'), the document that says how to undo it ('rollback'), or both.");
        }

        var hasEvidence = item.Evidence.Count > 0 || item.KillSwitch is not null || item.Rollback is not null || item.Health is not null
            || item.Experiment is not null;
        if (item.Status == LaunchStatus.Closed && !hasEvidence)
        {
            problems.Error(
                PortfolioProblemCode.EvidenceMissing, fields.At("status"), "It is closed, and nothing shows it.",
                "Link what shows it under 'evidence', or name 'kill_switch', 'rollback', 'health' or 'experiment'.");
        }
    }

    private static void CheckDeferral(YamlProblems problems, YamlFields fields, LaunchItem item)
    {
        if (item.Status != LaunchStatus.Deferred)
        {
            if (fields["deferral"] is not null)
            {
                problems.Warning(
                    PortfolioProblemCode.DeferralUnused, fields.At("deferral"), "It has a deferral, but is not deferred.",
                    "Remove it, or write 'status: deferred'.");
            }

            return;
        }

        if (fields["deferral"] is null)
        {
            problems.Error(
                PortfolioProblemCode.DeferralIncomplete, fields.At("status"), "It is deferred, and no one is named who accepts the risk.",
                "Add 'deferral: { owner: ..., follow_up: ..., risk: ... }'.");
        }

        if (item.Class == LaunchClass.LaunchCritical && fields["class"] is not null)
        {
            problems.Error(
                PortfolioProblemCode.CriticalDeferred, fields.At("status"), "A launch-critical item cannot be deferred.",
                "Close it; or, if a launch without it is bearable, write 'class: launch_adjacent', which a reviewer sees.");
        }
    }
}
