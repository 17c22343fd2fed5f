using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Deciding;

/// <summary>An answer for those whom a condition holds for.</summary>
/// <param name="Name">What it is called in rules.</param>
/// <param name="When">The condition.</param>
/// <param name="Answer">The answer.</param>
internal sealed record DecisionCase<T>(string Name, Condition When, T Answer);

/// <summary>Cases in order, of which the first that matches decides, and an answer for everybody else.</summary>
/// <param name="Cases">The cases.</param>
/// <param name="Otherwise">The answer for those whom no case matches.</param>
internal sealed record DecisionList<T>(IReadOnlyList<DecisionCase<T>> Cases, T Otherwise)
    where T : notnull
{
    public DecisionList(T always)
        : this([], always)
    {
    }

    /// <summary>
    /// Both decisions made for one context: a case for each pair of cases. Their order makes the first match the pair of first matches.
    /// </summary>
    /// <param name="other">The other decision.</param>
    /// <param name="join">Makes one answer of two.</param>
    /// <param name="isDecided">Whether the other answer makes no difference to one of these.</param>
    public DecisionList<TResult> With<TOther, TResult>(
        DecisionList<TOther> other, Func<T, TOther, TResult> join, Func<T, bool> isDecided)
        where TOther : notnull
        where TResult : notnull
    {
        var cases = new List<DecisionCase<TResult>>();
        foreach (var mine in Cases)
        {
            if (!isDecided(mine.Answer))
            {
                cases.AddRange(other.Cases.Select(theirs => new DecisionCase<TResult>(
                    $"{mine.Name}, {theirs.Name}", Both(mine.When, theirs.When), join(mine.Answer, theirs.Answer))));
            }

            cases.Add(new(mine.Name, mine.When, join(mine.Answer, other.Otherwise)));
        }

        if (!isDecided(Otherwise))
        {
            cases.AddRange(
                other.Cases.Select(theirs => new DecisionCase<TResult>(theirs.Name, theirs.When, join(Otherwise, theirs.Answer))));
        }

        return new DecisionList<TResult>(cases, join(Otherwise, other.Otherwise)).Trimmed();
    }

    /// <summary>The same without cases that answer what those behind them would answer anyway.</summary>
    public DecisionList<T> Trimmed()
    {
        var cases = Cases.ToList();
        while (cases.Count > 0 && cases[^1].Answer.Equals(Otherwise)) cases.RemoveAt(cases.Count - 1);
        return new(cases, Otherwise);
    }

    private static AllCondition Both(Condition one, Condition other) => new([.. Parts(one), .. Parts(other)]);

    private static IEnumerable<Condition> Parts(Condition condition) => condition is AllCondition all ? all.Conditions : [condition];
}
