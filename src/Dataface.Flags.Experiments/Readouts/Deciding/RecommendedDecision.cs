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
