using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>The steps of the demo, each with what must be seen afterwards.</summary>
internal sealed class DemoScript(IFlagClient flags, Traffic traffic, string file)
{
    private readonly DemoNarrator _narrator = new();

    /// <param name="untilMidnight">What happens before the headline test expires.</param>
    public async Task<int> RunAsync(Func<Task> untilMidnight)
    {
        DemoNarrator.Say("1. checkout-v2 is rolled out to 5 % of the shoppers, by a hash of who they are.");
        var before = await LookAsync();
        _narrator.Expect("about 5 % have the new checkout", Share(before) is > 0.03 and < 0.07);

        DemoNarrator.Say("2. An operator kills checkout-v2.");
        var kill = await flags.KillSwitch.KillAsync(new() { Flag = "checkout-v2", By = "operator", Reason = "demonstration" });
        Console.WriteLine($"   The kill is {kill.Reach}: in force here, and kept through a restart.");
        _narrator.Expect("nobody has the new checkout", Share(await LookAsync()) == 0);

        DemoNarrator.Say("3. The operator restores it.");
        await flags.KillSwitch.RestoreAsync(new() { Flag = "checkout-v2", By = "operator", Reason = "demonstration over" });
        var after = await LookAsync();
        _narrator.Expect("the very same shoppers have it again",
            before.Select(v => v.HasNewCheckout).SequenceEqual(after.Select(v => v.HasNewCheckout)));

        DemoNarrator.Say("4. Somebody edits flags.json: everybody in Poland gets the new checkout.");
        await EditAsync(checkout => checkout["rules"] = JsonNode.Parse(
            """[ { "name": "poland", "when": { "attribute": "country", "in": ["PL"] }, "serve": "on" } ]"""));
        var edited = await LookAsync();
        _narrator.Expect("everybody in Poland has it, without a restart", edited.Where(v => v.Country == "PL").All(v => v.HasNewCheckout));

        DemoNarrator.Say("5. Somebody saves a document with two mistakes: it is refused whole, and what was in force stays.");
        await EditAsync(checkout =>
        {
            checkout["rollout"]!["percent"] = 500;
            checkout["rollout"]!["rampp"] = new JsonObject();
        });
        _narrator.Expect("the shop goes on as before", Share(await LookAsync()) == Share(edited));
        Console.WriteLine($"   {flags.Status.Providers[0].Problem}");

        await untilMidnight();
        DemoNarrator.Say("7. Midnight: the headline test reaches its expiry day and ends by itself.");
        _narrator.Expect("some shoppers saw a sale until then", edited.Any(v => v.Headline != "Welcome"));
        await DemoNarrator.WaitAsync(
            () => flags.Evaluate(ShopFlags.Headline, EvaluationContext.ForUser("anyone")).Reason == EvaluationReason.Expired);
        _narrator.Expect("everybody sees the plain headline", (await LookAsync("headline")).All(v => v.Headline == "Welcome"));
        return _narrator.Failures;
    }

    private static double Share(Visit[] visits) => visits.Count(v => v.HasNewCheckout) / (double)visits.Length;

    private async Task<Visit[]> LookAsync(string flag = "checkout-v2")
    {
        var counts = Counts();
        var visits = await traffic.RunAsync(CancellationToken.None);
        Console.WriteLine($"   {visits.Length} shoppers came: {Share(visits):P1} have the new checkout. Counted by the library:");
        foreach (var (cell, count) in Counts().Where(c => c.Key.StartsWith(flag, StringComparison.Ordinal)
            && c.Value != counts.GetValueOrDefault(c.Key)).OrderBy(c => c.Key))
        {
            Console.WriteLine($"     {cell,-48} {count - counts.GetValueOrDefault(cell),6}");
        }

        return visits;
    }

    private Dictionary<string, long> Counts() => flags.ReadCounts().ToDictionary(c => $"{c.Flag} = {c.Variant} ({c.Reason})", c => c.Count);

    /// <summary>Whether the file has what the demonstration edits.</summary>
    public static bool CanEdit(string file) => Production(Read(file))?["rollout"] is JsonObject;

    /// <summary>Edits the checkout in production, as somebody with an editor does, and waits until the library has looked at it.</summary>
    private async Task EditAsync(Action<JsonNode> edit)
    {
        var document = Read(file);
        edit(Production(document)!);
        var last = flags.Status.Providers[0].LastAttempt;
        await File.WriteAllTextAsync(file, document.ToString());
        await DemoNarrator.WaitAsync(() => flags.Status.Providers[0].LastAttempt > last);
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file), documentOptions: new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    })!;

    private static JsonNode? Production(JsonNode document) => document["flags"]!["checkout-v2"]?["environments"]?["production"];
}
