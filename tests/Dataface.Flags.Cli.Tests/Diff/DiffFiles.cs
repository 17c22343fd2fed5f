namespace Dataface.Flags.Cli.Tests.Diff;

/// <summary>The Storefront's flags before and after a week's worth of edits, and a crowd that visits it.</summary>
internal static class DiffFiles
{
    public static string Old => Path.Combine(TestContext.CurrentContext.TestDirectory, "Diff", "storefront.json");

    public static string New => Path.Combine(TestContext.CurrentContext.TestDirectory, "Diff", "storefront-next.json");

    /// <summary>Visitors by number: their attributes as JSON, and as services give them.</summary>
    public static IEnumerable<(string Line, EvaluationContext Context)> Crowd(int count)
    {
        string[] countries = ["DE", "AT", "FR"];
        for (var i = 0; i < count; i++)
        {
            var (country, basket) = (countries[i % countries.Length], i % 40 * 5);
            yield return (
                $$"""{"userId":"visitor-{{i}}","country":"{{country}}","basket":{{basket}},"city":null,"roles":["guest"]}""",
                EvaluationContext.ForUser($"visitor-{i}").With("country", country).With("basket", basket).WithList("roles", ["guest"]));
        }
    }
}
