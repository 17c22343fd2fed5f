using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Instances;

/// <summary>What a report may say, so that an instance costs no more than 2 KB.</summary>
internal static class ReportCheck
{
    /// <summary>The report; throws what is wrong with it.</summary>
    /// <param name="report">As it came.</param>
    /// <param name="now">By the server's clock: an instance whose clock runs ahead was not started tomorrow.</param>
    public static InstanceReport Checked(InstanceReport report, DateTimeOffset now)
    {
        Check(report.Service, "service", 1, InstanceText.MaxName);
        Check(report.Version, "version", 0, InstanceText.MaxName);
        Check(report.Sdk, "sdk", 1, InstanceText.MaxName);
        Check(report.Lineage, "lineage", 0, InstanceText.MaxName);
        Check(report.Definitions ?? "", "definitions", 0, InstanceText.MaxLength);
        Check(report.Problem ?? "", "problem", 0, InstanceText.MaxLength);
        Check(report.From ?? "", "from", 0, InstanceText.MaxFrom);
        Check(report.Token ?? "", "token", 0, InstanceText.MaxName);
        if (report.Sequence < 1) throw Wrong("'sequence' is below 1. Count reports from 1.");
        if (report.Applied < 0) throw Wrong("'applied' is below 0. Send the position of the state in force, or 0 when none is known.");
        return report with { Started = report.Started < now ? report.Started.ToUniversalTime() : now };
    }

    private static void Check(string text, string name, int least, int most)
    {
        if (text.Length >= least && text.Length <= most && !text.Any(ShownText.IsHidden)) return;
        throw Wrong($"'{name}' is not a text of {least} to {most} characters without control characters. Send one.");
    }

    private static ProblemException Wrong(string detail) => new(Problem.Malformed(detail));
}
