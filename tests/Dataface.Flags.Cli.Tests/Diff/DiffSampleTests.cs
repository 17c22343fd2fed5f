using System.Text.Json;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests.Diff;

/// <summary><c>diff --sample</c>: synthetic users, with what they can't tell.</summary>
[TestFixture]
internal sealed class DiffSampleTests
{
    private const int Size = 20_000;

    [Test]
    public async Task Sample_RolloutLowered_EstimatesTheKnownShareWithinItsInterval()
    {
        var report = await ReportAsync();
        Assert.That(report.GetProperty("confidence").GetInt32(), Is.EqualTo(95));

        // 5 % of sale and warm became 2 %: 1.5 % move from each. 4 % have another price.
        AssertHolds(report, "headline", "sale", "plain", 1.5);
        AssertHolds(report, "headline", "warm", "plain", 1.5);
        AssertHolds(report, "free-shipping-from", "lower", "lower", 4);
        Assert.That(Flag(report, "headline").GetProperty("moves").GetArrayLength(), Is.EqualTo(2));
    }

    [Test]
    public async Task Sample_Twice_IsTheSame()
    {
        var once = await CommandRun.RunAsync(Sample("--markdown"));
        Assert.That(await CommandRun.RunAsync(Sample("--markdown")), Is.EqualTo(once));
    }

    [Test]
    public async Task Sample_EveryKindOfChange_IsNamed()
    {
        var changes = (await ReportAsync()).GetProperty("flags").EnumerateArray()
            .Select(f => $"{f.GetProperty("flag")} {f.GetProperty("change")}");
        Assert.That(changes, Is.EqualTo(new[]
        {
            "checkout-v2 changed", "free-shipping-from changed", "gift-wrap changed", "headline changed", "legacy-footer removed",
            "one-click added", "recommendations changed", "search-hints description",
        }));
    }

    [Test]
    public async Task Sample_RulesOnAttributes_SaysWhatSyntheticUsersLackUntilTheyAreGivenIt()
    {
        Assert.That(Missing(await ReportAsync()), Is.EqualTo(["checkout-v2: basket", "headline: country", "one-click: basket"]));
        var given = await ReportAsync("--with", "basket=150", "--with", "country=FR");
        Assert.That(Missing(given), Is.Empty);
        AssertHolds(given, "checkout-v2", "off", "on", 95);
        Assert.That(Flag(given, "one-click").GetProperty("moved").GetInt64(), Is.EqualTo(Size), "it requires checkout-v2");
    }

    [Test]
    public async Task Sample_OtherEnvironment_LooksThere()
    {
        var development = await ReportAsync("-e", "development");
        Assert.That(Flag(development, "gift-wrap").GetProperty("moved").GetInt64(), Is.EqualTo(Size));
        Assert.That(Flag(development, "headline").GetProperty("moved").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task Sample_KilledOrExpiredFlag_MovesNoUser()
    {
        var folder = Directory.CreateTempSubdirectory("dataface-flags-diff-");
        try
        {
            var state = Path.Combine(folder.FullName, "kills.jsonl");
            await CommandRun.RunAsync("kill", "headline", "-s", state, "-r", "errors", "--new");
            var before = await File.ReadAllTextAsync(state);
            Assert.That(Flag(await ReportAsync("-s", state), "headline").GetProperty("moved").GetInt64(), Is.Zero);
            Assert.That(await File.ReadAllTextAsync(state), Is.EqualTo(before), "a diff writes nothing");
            Assert.That((await ReportAsync("--today", "2027-06-01")).GetProperty("moved").GetProperty("count").GetInt64(), Is.Zero);
            Assert.That((await CommandRun.RunAsync(Sample("-s", "no-such-file"))).Code, Is.EqualTo(ExitCode.Failed));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Sample(params string[] more) => ["diff", DiffFiles.Old, DiffFiles.New, "--sample", $"{Size}", .. more];

    private static async Task<JsonElement> ReportAsync(params string[] more)
    {
        var (code, output, error) = await CommandRun.RunAsync([.. Sample(more), "--json"]);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        return JsonElement.Parse(output);
    }

    private static JsonElement Flag(JsonElement report, string key) =>
        report.GetProperty("flags").EnumerateArray().Single(f => f.GetProperty("flag").GetString() == key);

    private static void AssertHolds(JsonElement report, string flag, string from, string to, double percent)
    {
        var share = Flag(report, flag).GetProperty("moves").EnumerateArray()
            .Single(m => m.GetProperty("from").GetString() == from && m.GetProperty("to").GetString() == to).GetProperty("share");
        Assert.That(percent, Is.InRange(share.GetProperty("low").GetDouble(), share.GetProperty("high").GetDouble()), share.GetRawText());
    }

    private static IEnumerable<string> Missing(JsonElement report) => report.GetProperty("flags").EnumerateArray()
        .SelectMany(f => f.GetProperty("missingAttributes").EnumerateArray(), (f, attribute) => $"{f.GetProperty("flag")}: {attribute}");
}
