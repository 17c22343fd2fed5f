using System.Text;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>A draft of an experiment document from a bet whose test is designed. What the bet does not know is marked with TODO.</summary>
internal static class ExperimentSkeleton
{
    /// <summary>What the bet's design lacks, as keys; an experiment can be drafted when there are none.</summary>
    public static IReadOnlyList<string> Gaps(Bet bet) => BetChecks.Gaps(bet);

    /// <param name="flag">The key of the flag behind the experiment.</param>
    public static string Write(Bet bet, string flag)
    {
        var text = new StringBuilder();
        text.Append("schema: 1\n").Append("id: ").Append(bet.Id).Append('\n');
        Line("title", bet.Title);
        Line("owner", bet.Owner);
        text.Append("type: ").Append(bet.Method == ValidationMethod.PricingTest ? "pricing" : "feature").Append('\n').Append("status: draft\n");
        Line("problem", "TODO: what is wrong today, for whom, and how that is known");
        Line("hypothesis", bet.Hypothesis);
        Line("expected_outcome", Joined(bet.Success));
        Line("variable", "TODO: the one thing that changes");
        text.Append("touches: [TODO]\n");
        text.Append("user_notice:\n  visible: true\n  how: \"TODO: how users are told\"\n");
        Line("rollback_plan", $"dataface-flags kill {flag}; in force within seconds");
        text.Append("flag: ").Append(flag).Append('\n');
        foreach (var comment in Comments(bet)) text.Append("# ").Append(comment.ReplaceLineEndings(" ")).Append('\n');
        text.Append(
            "design:\n  control: \"off\"\n  treatments: [\"on\"]\n  exposure: 50 %\n  start: TODO\n  end: TODO\n  minimum_detectable_effect: TODO\n  traffic: TODO\n");
        text.Append("metrics:\n");
        string[] success = [.. Names(bet.Success)];
        string[] failure = [.. Names(bet.Failure).Except(success, StringComparer.Ordinal)];
        foreach (var name in success.Concat(failure)) text.Append("  ").Append(name).Append(": { kind: TODO, event: TODO }\n");
        text.Append("success_metrics: [").AppendJoin(", ", success).Append("]\n");
        text.Append("failure_metrics: [").AppendJoin(", ", failure).Append("]\n");
        return text.ToString();

        void Line(string key, string value) => text.Append(key).Append(": ").Append(Quote(value)).Append('\n');
    }

    private static IEnumerable<string> Comments(Bet bet) =>
    [
        $"Decision rule of the bet: {bet.DecisionRule}", $"Success: {Joined(bet.Success)}", $"Failure: {Joined(bet.Failure)}", .. bet.Constraints
            .Select(c => $"Constraint: {c}"),
        .. bet.Inputs.Select(input => $"Input: {input}"), $"Afterwards: {bet.FollowUp}",
    ];

    private static string Joined(IReadOnlyList<Signal> signals) => string.Join("; ", signals.Select(s => $"{s.Name}: {s.Threshold}"));

    /// <summary>Metric names of what signals are called.</summary>
    private static IEnumerable<string> Names(IReadOnlyList<Signal> signals) => signals.Select(signal =>
    {
        var words = string.Concat(signal.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? string.Join('_', words) : "metric";
    }).Distinct(StringComparer.Ordinal);

    private static string Quote(string text) =>
        $"\"{text.ReplaceLineEndings(" ").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
