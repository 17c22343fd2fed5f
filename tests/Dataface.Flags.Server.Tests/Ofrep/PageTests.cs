using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Ofrep;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>What docs/ofrep.md says is so.</summary>
[TestFixture]
internal sealed partial class PageTests
{
    private static string Page => File.ReadAllText(TestFile.Path("docs", "ofrep.md"));

    [Test]
    public async Task Http_EveryExample_IsAnsweredAsThePageSays()
    {
        await using var host = await OfrepHost.StartAsync(OfrepHost.Storefront);
        var blocks = Blocks("http").Select(block => block.Split("\n\n", 2)).ToList();
        Assert.That(blocks, Has.Count.EqualTo(2));
        foreach (var pair in blocks.Chunk(2))
        {
            var answer = await host.PostAsync(pair[0][0].Split('/')[^1], pair[0][1]);
            Assert.That(answer.Status, Is.EqualTo(int.Parse(pair[1][0], System.Globalization.CultureInfo.InvariantCulture)));
            var expected = JsonNode.Parse(pair[1][1])!;
            expected["metadata"]!["version"] = host.Flags.Pin().Revision;
            Assert.That(answer.Body, Is.EqualTo(expected.ToJsonString()));
        }
    }

    [Test]
    public void JavaScript_EveryLine_IsInAScriptThatTheTestsRun()
    {
        var scripts = File.ReadAllLines(TestFile.Path("ofrep-node", "evaluate.js"))
            .Concat(File.ReadAllLines(TestFile.Path("ofrep-node", "outcomes.js")))
            .Concat(File.ReadAllLines(TestFile.Path("ofrep-web", "page.js"))).ToList();
        Assert.That(Blocks("js").SelectMany(block => block.Trim().Split('\n')), Is.Not.Empty.And.SubsetOf(scripts));
    }

    [Test]
    public void Reasons_EveryReason_IsInTheRowOfItsNameAndInTheContract()
    {
        EvaluationReason[] refused = [EvaluationReason.NotReady, EvaluationReason.FlagNotFound, EvaluationReason.TypeMismatch,
            EvaluationReason.NoUnit];
        foreach (var reason in Enum.GetValues<EvaluationReason>().Except(refused))
        {
            var (name, finer) = (OfrepReasons.Of(reason).Value, OfrepReasons.FinerOf(reason).Value);
            Assert.That(Page, Does.Match($@"\| `{name}` \|.*`{finer}`"));
            OfrepContract.AssertValid(OfrepContract.Success, $$"""{"key":"k","reason":"{{name}}"}""");
        }

        OfrepContract.AssertRefused(OfrepContract.Success, """{"key":"k","reason":"DEFAULT"}""");
    }

    [Test]
    public void Limit_OfTheBody_IsAsDocumented() =>
        Assert.That(Page, Does.Contain(RequestBody.MaxBytes.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture) + " bytes"));

    private static IEnumerable<string> Blocks(string language) =>
        Fence().Matches(Page).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
