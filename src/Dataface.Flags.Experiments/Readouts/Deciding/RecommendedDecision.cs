using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Experiments.Readouts.Deciding;

/// <summary>A decision is what is recommended, or overrides it with a reason. Pure functions.</summary>
internal static class RecommendedDecision
{
    /// <summary>The verdict that follows a recommendation; null for to wait.</summary>
    public static Verdict? VerdictOf(Recommendation recommendation) => recommendation switch
    {
        Recommendation.Ship => Verdict.Ship,
        Recommendation.Iterate => Verdict.Iterate,
        Recommendation.Kill => Verdict.Kill,
        _ => null,
    };

    /// <summary>The recommendation that a verdict follows; to wait for null.</summary>
    private static Recommendation RecommendationOf(Verdict? verdict) =>
        Enum.GetValues<Recommendation>().First(recommendation => VerdictOf(recommendation) == verdict);

    /// <summary>What is kept of a recommendation when somebody decides.</summary>
    public static DecisionAdvice Of(Decision readout) => new()
    {
        Verdict = VerdictOf(readout.Recommendation),
        Reason = readout.Reason.ToString(),
        Sentence = readout.Sentence,
    };

    /// <summary>A readout with what was recommended when it was decided; as it is where nothing was kept.</summary>
    public static Decision AsDecided(Decision readout, DecisionRecord? decided)
    {
        if (decided?.Recommended is not { } advice) return readout;
        return readout with
        {
            Recommendation = RecommendationOf(advice.Verdict),
            Reason = Enum.TryParse<DecisionReason>(advice.Reason, out var reason) ? reason : readout.Reason,
            Sentence = advice.Sentence,
            Missing = advice.Verdict is null ? readout.Missing : [],
            ExpectedOn = advice.Verdict is null ? readout.ExpectedOn : null,
        };
    }

    /// <summary>Why a decision may not be made on a readout; null when it may.</summary>
    public static string? ProblemOf(DecisionRecord decided, Decision readout)
    {
        var recommended = VerdictOf(readout.Recommendation);
        if (decided.Override is not null)
        {
            return recommended == decided.Verdict
                ? $"It is recommended to {ExperimentWords.Recommended(recommended)}, so that there is nothing to override. Leave "
                    + $"'override' out." : null;
        }

        return recommended == decided.Verdict
            ? null
            : $"It is recommended to {ExperimentWords.Recommended(recommended)}, not to {ExperimentWords.Verdicts[decided.Verdict]}. "
            + $"{readout.Sentence} "
                + "Decide what is recommended, or say why not: 'override' of a request, --override of the tool.";
    }
}
