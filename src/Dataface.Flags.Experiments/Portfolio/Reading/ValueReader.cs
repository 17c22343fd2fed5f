using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads what a bet may be worth and what is believed of it.</summary>
internal static class ValueReader
{
    private const double Most = 1e12;
    private const double Least = 1e-9;
    private const int MostTrials = 100_000;
    private const string Example = "{ beta: { a: 2, b: 8, threshold: 0.25, size: 50 }, payoff: 400000, horizon: 52w }";

    private static readonly BetaBelief Unread = new(1, 1, 0.5, 1);

    public static (Belief Belief, double Payoff, TimeSpan Horizon) Read(YamlProblems problems, YamlFields bet)
    {
        if (bet.Require("value", Example) is null
            || bet.Map("value", "normal", "beta", "payoff", "horizon") is not { } fields) return (Unread, 0, TimeSpan.Zero);
        return (Belief(problems, fields), fields.RequiredNumber("payoff", "400000", Least, Most),
            fields.RequiredDuration("horizon", "52w"));
    }

    private static Belief Belief(YamlProblems problems, YamlFields value)
    {
        if (value["normal"] is null == value["beta"] is null)
        {
            problems.Error(
                PortfolioProblemCode.OneBelief, value.Owner, "The value has not one belief.",
                "Write either 'normal:' (a value on an open scale) or 'beta:' (a share from 0 to 1), with its prior, threshold and "
                + "sample.");
        }

        if (value.Map("normal", "mean", "sd", "threshold", "noise", "treatment", "control") is { } normal) return Normal(normal);
        return value.Map("beta", "a", "b", "threshold", "size") is { } beta ? Beta(problems, beta) : Unread;
    }

    private static NormalBelief Normal(YamlFields fields) => new(
        fields.RequiredNumber("mean", "0.5", -Most, Most), fields.RequiredNumber("sd", "1", Least, Most),
        fields.RequiredNumber("threshold", "0", -Most, Most),
        fields.RequiredNumber("noise", "5", Least, Most), fields.RequiredNumber("treatment", "100", 1, Most),
        fields.Number("control", "100", 1, Most));

    private static BetaBelief Beta(YamlProblems problems, YamlFields fields) => new(
        fields.RequiredNumber("a", "2", 0.001, 1e6), fields.RequiredNumber("b", "8", 0.001, 1e6),
        fields.RequiredNumber("threshold", "0.25", 0, 1),
        fields.RequiredCount(problems, "size", "50", 1, MostTrials));
}
