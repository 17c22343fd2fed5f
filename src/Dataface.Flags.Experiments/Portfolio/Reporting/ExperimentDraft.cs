using System.Text;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>
/// The draft of an experiment document from a bet whose test is designed. What the bet does not know is left blank, so that
/// <c>experiments lint</c> asks for it.
/// </summary>
internal static class ExperimentDraft
{
    /// <summary>Names of metrics stay short enough to be read in a table.</summary>
    private const int MostCharacters = 60;

    /// <summary>What the bet's design lacks, as keys; an experiment can be drafted when there are none.</summary>
    public static IReadOnlyList<string> Gaps(Bet bet) => BetChecks.Gaps(bet);

    /// <param name="flag">The key of the flag behind the experiment.</param>
    public static string Write(Bet bet, string flag)
    {
        var isPricing = bet.Method == ValidationMethod.PricingTest;
        var success = Metrics(bet.Success);
        var failure = Metrics(bet.Failure).Except(success, StringComparer.Ordinal).ToList();
        return $$"""
            # From a bet of the portfolio. Fill in the blanks; `dataface-flags experiments lint` says what is still missing.
            {{Comments(bet)}}schema: 1
            id: {{bet.Id}}
            title: {{Scalar(bet.Title)}}
            owner: {{Scalar(bet.Owner)}}
            type: {{(isPricing ? "pricing" : "feature")}}
            status: draft

            problem:                        # what is wrong today, for whom, and how that is known
            hypothesis: {{Scalar(bet.Hypothesis)}}
            expected_outcome: {{Scalar(Joined(bet.Success))}}
            variable:                       # the one thing that changes
            touches:                        # areas of the product, such as [checkout]
            user_notice:
              visible: true                 # false when nobody can see the change
              how:                          # how users are told
            rollback_plan: dataface-flags kill {{flag}}, by whoever is on call; in force within seconds.

            flag: {{flag}}

            design:
              control: "off"                # variants of the flag
              treatments: ["on"]
            {{(isPricing ? "  cohort:                       # the named segment of users whose prices change\n" : "")}}  exposure: 50 %                # of the audience, control included
              start:                        # UTC days
              end:
              minimum_detectable_effect:    # relative, of the success metrics
              traffic:                      # new users a day in the audience

            metrics:
            {{string.Concat(success.Concat(failure).Select(Metric))}}
            success_metrics: [{{string.Join(", ", success)}}]
            failure_metrics: [{{string.Join(", ", failure)}}]

            gates:                          # thresholds as the bet states them
            {{string.Concat(bet.Success.Select(s => Gate(s, "lift_lower", "above", "success")))}}{{string.Concat(bet.Failure.Select(Failure))}}
            """.ReplaceLineEndings("\n");

        // A failure is seen where a success metric stays low, or where another one gets high.
        string Failure(Signal signal) => success.Contains(MetricOf(signal))
            ? Gate(signal, "lift_upper", "below", "failure") : Gate(signal, "lift_lower", "above", "failure");
    }

    private static string Comments(Bet bet) => string.Concat(new[] { $"Decision rule: {bet.DecisionRule}", $"Afterwards: {bet.FollowUp}" }
        .Concat(bet.Constraints.Select(c => $"Constraint: {c}")).Concat(bet.Inputs.Select(input => $"Input: {input}"))
        .Select(comment => $"# {Words.Line(comment)}\n"));

    private static string Metric(string name) =>
        $"  {name}:\n    kind:                         # conversion, engagement, retention, ratio, error_rate, latency\n"
        + "    event:                        # what is counted\n    baseline:                     # today's value\n";

    private static string Gate(Signal signal, string statistic, string comparison, string role) =>
        $"  # {Words.Line(signal.Name)}: {Words.Line(signal.Threshold)}\n"
        + $"  - {{ metric: {MetricOf(signal)}, statistic: {statistic}, comparison: {comparison}, threshold: , role: {role} }}\n";

    private static string Joined(IReadOnlyList<Signal> signals) => string.Join("; ", signals.Select(s => $"{s.Name}: {s.Threshold}"));

    private static List<string> Metrics(IReadOnlyList<Signal> signals) => [.. signals.Select(MetricOf).Distinct(StringComparer.Ordinal)];

    /// <summary>A metric's name from what a signal is called.</summary>
    private static string MetricOf(Signal signal)
    {
        var words = string.Concat(signal.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('_', words);
        return name.Length == 0 ? "metric" : name[..Math.Min(name.Length, MostCharacters)];
    }

    /// <summary>Text as one quoted scalar, whatever is in it.</summary>
    private static string Scalar(string text) =>
        $"\"{Words.Line(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
