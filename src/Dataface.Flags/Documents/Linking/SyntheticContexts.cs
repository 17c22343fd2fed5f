using System.Globalization;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Documents.Linking;

/// <summary>
/// People that do not exist, the same ones each time: they have every attribute that conditions ask for, with values of the type
/// that is asked for and common ones, whatever the operands say. Only an attribute whose presence is asked for is missing for
/// some; the unit never is.
/// </summary>
internal sealed class SyntheticContexts
{
    private static readonly string[] Common =
    [
        "DE", "AT", "CH", "FR", "GB", "US", "NL", "PL", "de", "en", "fr", "free", "basic", "gold", "pro", "enterprise", "beta", "web",
            "ios", "android", "windows", "chrome",
        "firefox", "safari", "mobile", "desktop", "eu-west-1", "us-east-1", "admin", "user", "guest", "staff", "ann@example.com",
            "bob@shop.example", "red", "true", "1",
    ];

    private readonly List<AttributeCondition> _asked;
    private readonly string _unit;

    public SyntheticContexts(IEnumerable<Condition> conditions, IReadOnlyDictionary<string, Condition> segments, string unit)
    {
        _unit = unit.Length == 0 ? EvaluationContext.DefaultUnit : unit;
        _asked = [.. conditions.SelectMany(c => Attributes(c, segments)).DistinctBy(a => (a.Attribute, a.Operator))];
    }

    /// <summary>The context of a number.</summary>
    public EvaluationContext Make(int number)
    {
        var context = EvaluationContext.ForUnit(_unit, Invariant($"{_unit}-{number}"));
        foreach (var group in _asked.GroupBy(a => a.Attribute, StringComparer.Ordinal))
        {
            var hash = UnitHash.Of(Invariant($"{group.Key}/{number}"));
            var typed = group.Where(a => a.Operator != ConditionOperator.Exists).ToList();
            var isMissing = group.Key != _unit && typed.Count < group.Count() && hash % 5 == 0;
            if (isMissing || (group.Key == _unit && typed.TrueForAll(IsText))) continue;
            context = With(context, group.Key, typed.Count == 0 ? null : typed[(int)(hash / 7 % (ulong)typed.Count)], hash / 64, number);
        }

        return context;
    }

    private static IEnumerable<AttributeCondition> Attributes(Condition condition, IReadOnlyDictionary<string, Condition> segments) =>
        condition switch
        {
            AllCondition all => all.Conditions.SelectMany(c => Attributes(c, segments)),
            AnyCondition any => any.Conditions.SelectMany(c => Attributes(c, segments)),
            NotCondition not => Attributes(not.Inner, segments),
            SegmentCondition segment => Attributes(segments[segment.Segment], segments),
            AttributeCondition attribute => [attribute],
            _ => [],
        };

    private static bool IsText(AttributeCondition asked) => asked.Operand.Strings is not null && asked.Operator != ConditionOperator.Semver;

    private static EvaluationContext With(EvaluationContext context, string name, AttributeCondition? asked, ulong hash, int number) =>
        asked switch
        {
            { Operand.Numbers: not null } => context.With(name, Number(hash)),
            { Operand.Booleans: not null } => context.With(name, hash % 2 == 0),
            { Operand.Instant: not null } =>
                context.With(name, new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hash % 175_000)),
            { Operator: ConditionOperator.Semver } => context.With(name, Invariant($"{hash % 9}.{hash / 16 % 20}.{hash / 512 % 30}")),
            _ => context.With(name, hash % 3 == 0 ? Invariant($"{name}-{number}") : Common[hash / 4 % (ulong)Common.Length]),
        };

    private static double Number(ulong hash) => (hash % 4) switch
    {
        0 => 0,
        1 => hash / 4 % 100,
        2 => hash / 4 % 1_000_000,
        _ => hash / 4 % 10_000 / 10.0,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
