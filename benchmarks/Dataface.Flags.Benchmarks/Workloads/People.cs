using System.Globalization;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>1,024 users with ids of 16 to 36 characters and a country, the same in every run.</summary>
internal static class People
{
    public const int Count = 1_024;

    private static readonly string[] Countries = ["DE", "AT", "CH", "FR", "NL", "PL", "SE", "ES"];

    public static string[] Ids { get; } = Make((random, i) =>
    {
        var id = new Guid(random.Next(), (short)i, 0, 0, 0, 0, 0, 0, 0, 0, 0).ToString("D", CultureInfo.InvariantCulture);
        return id[..random.Next(16, 37)];
    });

    public static string[] CountryOf { get; } = Make((random, _) => Countries[random.Next(Countries.Length)]);

    public static EvaluationContext[] Contexts { get; } = MakeContexts();

    private static EvaluationContext[] MakeContexts()
    {
        var contexts = new EvaluationContext[Count];
        for (var i = 0; i < Count; i++) contexts[i] = EvaluationContext.ForUser(Ids[i]).With("country", CountryOf[i]);
        return contexts;
    }

    private static string[] Make(Func<Random, int, string> make)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Count).Select(i => make(random, i))];
    }
}
