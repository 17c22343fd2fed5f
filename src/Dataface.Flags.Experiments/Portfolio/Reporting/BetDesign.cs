using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>What was written down before a bet's test, beside its decision rule.</summary>
internal static class BetDesign
{
    /// <summary>Each with what it is called; what is not written down is left out.</summary>
    public static IEnumerable<(string What, string Text)> Of(Bet bet)
    {
        foreach (var signal in bet.Success) yield return ("success", $"{signal.Name}: {signal.Threshold}");
        foreach (var signal in bet.Failure) yield return ("failure", $"{signal.Name}: {signal.Threshold}");
        foreach (var constraint in bet.Constraints) yield return ("constraint", constraint);
        if (bet.FollowUp is { } then) yield return ("then", then);
    }
}
