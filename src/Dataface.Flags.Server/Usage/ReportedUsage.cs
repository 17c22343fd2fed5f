using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Usage;

/// <summary>What an instance has counted since the report that was taken last.</summary>
/// <param name="Number">Its number among the instance's own, from 1; sent again, it counts once.</param>
/// <param name="Lines">What was counted.</param>
internal sealed record ReportedUsage(long Number, IReadOnlyList<UsageLine> Lines)
{
    private const int MaxName = 128;
    private const int MaxReason = 32;

    /// <summary>The lines that say something, with counts within reason; throws what is wrong with the others.</summary>
    public IReadOnlyList<UsageLine> Checked()
    {
        if (Number < 1) throw Wrong("'usage.number' is below 1. Count from 1.");
        if (Lines.Count > UsageBounds.MostLines)
        {
            throw Wrong(
                $"'usage.lines' has {Lines.Count} lines, and {UsageBounds.MostLines} are allowed. Send the others in the next report.");
        }

        foreach (var line in Lines)
        {
            if (line is null) throw Wrong("A line of 'usage.lines' is null. Leave it out.");
            Check(line.Flag, "flag", 1, MaxName);
            Check(line.Variant, "variant", 0, MaxName);
            Check(line.Reason, "reason", 1, MaxReason);
        }

        return [.. Lines.Where(line => line.Count > 0).Select(line => line with { Count = Math.Min(line.Count, UsageBounds.MostOfLine) })];
    }

    private static void Check(string text, string name, int least, int most)
    {
        if (text.Length >= least && text.Length <= most && !text.Any(char.IsControl)) return;
        throw Wrong($"'usage.lines.{name}' is not a text of {least} to {most} characters without control characters. Send one.");
    }

    private static ProblemException Wrong(string detail) => new(Problem.Malformed(detail));
}
