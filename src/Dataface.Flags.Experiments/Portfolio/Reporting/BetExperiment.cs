using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Writing;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>
/// The draft of an experiment document from a bet whose test is designed. What the bet does not know is left blank, so that
/// <c>experiments lint</c> asks for it.
/// </summary>
internal static class BetExperiment
{
    /// <summary>Names of metrics stay short enough to be read in a table.</summary>
    private const int MostCharacters = 60;

    /// <summary>What the bet's design lacks, as keys; an experiment can be drafted when there are none.</summary>
    public static IReadOnlyList<string> Gaps(Bet bet) => BetChecks.Gaps(bet);

    /// <param name="flag">The key of the flag behind the experiment.</param>
    public static string Write(Bet bet, string flag)
    {
        var success = Metrics(bet.Success);
        return ExperimentTemplate.Write(new()
        {
            Id = bet.Id,
            Flag = flag,
            Comments =
            [
                "From a bet of the portfolio. Fill in the blanks; `dataface-flags experiments lint` says what is still missing.",
                $"Decision rule: {bet.DecisionRule}", $"Afterwards: {bet.FollowUp}", .. bet.Constraints.Select(c => $"Constraint: {c}"),
                .. bet.Inputs.Select(i => $"Input: {i}"),
            ],
            Title = bet.Title,
            Owner = bet.Owner,
            Type = bet.Method == ValidationMethod.PricingTest ? ExperimentType.Pricing : ExperimentType.Feature,
            Hypothesis = bet.Hypothesis,
            ExpectedOutcome = string.Join("; ", bet.Success.Select(s => $"{s.Name}: {s.Threshold}")),
            Metrics =
            [
                .. success.Select(name => new OutlineMetric(name, IsSuccess: true)),
                .. Metrics(bet.Failure).Except(success, StringComparer.Ordinal).Select(name => new OutlineMetric(name, IsSuccess: false)),
            ],
            Gates = [.. bet.Success.Select(s => Gate(s, GateStatistic.LiftLower, GateComparison.Above, GateRole.Success)),
                .. bet.Failure.Select(Failure)],
        });

        // A failure is seen where a success metric stays low, or where another one gets high: that it does not has to be shown.
        OutlineGate Failure(Signal signal) => success.Contains(MetricOf(signal))
            ? Gate(signal, GateStatistic.LiftUpper, GateComparison.Below, GateRole.Failure)
            : Gate(signal, GateStatistic.LiftUpper, GateComparison.AtMost, GateRole.Guardrail);
    }

    /// <summary>The threshold as the bet states it is a comment: it is in words.</summary>
    private static OutlineGate Gate(Signal signal, GateStatistic statistic, GateComparison comparison, GateRole role) =>
        new(MetricOf(signal), statistic, comparison, Threshold: null, role, $"{signal.Name}: {signal.Threshold}");

    private static List<string> Metrics(IReadOnlyList<Signal> signals) => [.. signals.Select(MetricOf).Distinct(StringComparer.Ordinal)];

    /// <summary>A metric's name from what a signal is called.</summary>
    private static string MetricOf(Signal signal)
    {
        var words = string.Concat(signal.Name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('_', words);
        return name.Length == 0 ? "metric" : name[..Math.Min(name.Length, MostCharacters)];
    }
}
