using System.Globalization;

namespace Dataface.Flags.Cli.Diff;

/// <summary>Users that do not exist: the same ones each time, so that a diff can be repeated.</summary>
internal static class SyntheticUsers
{
    /// <summary>Contexts whose units are the attribute's name and a number, such as <c>userId-1</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="units">The attributes that hold units.</param>
    /// <param name="shared">The attributes that all of them have.</param>
    public static IEnumerable<EvaluationContext> Take(int count, IReadOnlyList<string> units, EvaluationContext shared)
    {
        for (var number = 1; number <= count; number++)
        {
            var context = shared;
            foreach (var unit in units) context = context.With(unit, string.Create(CultureInfo.InvariantCulture, $"{unit}-{number}"));
            yield return context;
        }
    }
}
