using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Output;

namespace Dataface.Flags.Cli.Diff;

/// <summary>The words that a diff's text and Markdown share.</summary>
internal static class DiffWords
{
    private const int LongestValue = 40;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Source(DiffReport report)
    {
        var plural = report.Contexts == 1 ? "" : "s";
        return report.IsSample
            ? $"{Count(report.Contexts)} synthetic user{plural}, {Share.Confidence} % confidence intervals in parentheses"
            : $"{Count(report.Contexts)} given context{plural}, exactly";
    }

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>5.12 %</c>, and of an estimate its interval, rounded outwards.</summary>
    public static string Percent(Share share)
    {
        var percent = string.Create(CultureInfo.InvariantCulture, $"{share.Percent:0.####} %");
        if (!share.IsEstimate) return percent;
        var (low, high) = (Math.Floor(share.Low * 100) / 100, Math.Ceiling(share.High * 100) / 100);
        return string.Create(CultureInfo.InvariantCulture, $"{percent} ({low:0.##} % to {high:0.##} %)");
    }

    /// <summary>Both answers of a move; with their values where the name alone does not tell them apart.</summary>
    public static (string From, string To) Answers(Move move) => (Answer(move.From, move.To), Answer(move.To, move.From));

    public static string Change(FlagChange change) => change switch
    {
        FlagChange.None => "by what it refers to",
        FlagChange.Description => "description",
        _ => change.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether <c>--max-share</c> is kept; null when it was not given.</summary>
    public static string? Verdict(DiffReport report)
    {
        if (report.MaxPercent is not { } max) return null;
        var limit = string.Create(CultureInfo.InvariantCulture, $"{max:0.####} %");
        if (!report.IsExceeded) return $"No more than {limit} moves.";
        if (report.Moved.Percent > max) return $"More than {limit} moves.";
        return string.Create(CultureInfo.InvariantCulture, $"More than {limit} may move: a sample of this size cannot rule it out.");
    }

    /// <summary>The flags that no row tells of, in one line for each kind of change.</summary>
    public static IEnumerable<(string What, IReadOnlyList<string> Flags)> Lists(DiffReport report)
    {
        return new[]
        {
            ("added", Of(FlagChange.Added)),
            ("removed", Of(FlagChange.Removed)),
            ("changed, and nobody moves",
                [.. report.Flags.Where(f => f.Change == FlagChange.Changed && f.Moves.Count == 0).Select(f => f.Flag)]),
            ("changed only in description", Of(FlagChange.Description)),
        }.Where(list => list.Item2.Count > 0);

        IReadOnlyList<string> Of(FlagChange change) => [.. report.Flags.Where(flag => flag.Change == change).Select(flag => flag.Flag)];
    }

    /// <summary>What makes the figures say less than they seem to.</summary>
    public static IEnumerable<string> Notes(DiffReport report, Func<string, string> quote)
    {
        foreach (var flag in report.Flags)
        {
            if (flag.WithoutUnit > 0)
            {
                var units = string.Join(" or ", flag.Units.Select(quote));
                var have = flag.WithoutUnit == 1 ? "context has" : "contexts have";
                yield return $"{quote(flag.Flag)}: {Count(flag.WithoutUnit)} {have} no {units} to bucket by: the off variant";
            }

            if (flag.MissingAttributes.Count > 0)
            {
                var (with, contexts) = (quote("--with"), quote("--contexts"));
                var names = string.Join(", ", flag.MissingAttributes.Select(quote));
                yield return $"{quote(flag.Flag)}: rules ask for {names}, which synthetic users lack or have made up; "
                    + $"use {with} or {contexts}";
            }
        }
    }

    private static string Answer(Answer answer, Answer other)
    {
        if (answer.Variant is null) return "(not defined)";
        if (answer.Variant != other.Variant) return answer.Variant;
        var value = JsonSerializer.Serialize(answer.Value, Compact);
        return $"{answer.Variant} = {(value.Length <= LongestValue ? value : value[..(LongestValue - 1)] + "…")}";
    }
}
