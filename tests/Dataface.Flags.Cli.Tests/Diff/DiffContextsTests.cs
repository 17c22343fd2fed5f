using System.Text;
using System.Text.Json;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Tests.Diff;

/// <summary><c>diff --contexts</c>: exact, and strict about what it is given.</summary>
[TestFixture]
internal sealed class DiffContextsTests
{
    private static readonly string[] Flags =
        ["checkout-v2", "free-shipping-from", "gift-wrap", "headline", "legacy-footer", "one-click", "recommendations", "search-hints"];

    private DirectoryInfo _folder = null!;

    private string Contexts => Path.Combine(_folder.FullName, "contexts.jsonl");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-diff-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Contexts_TwoDocuments_CountsExactlyWhatServicesWouldAnswer()
    {
        const int size = 4000;
        await File.WriteAllLinesAsync(Contexts, DiffFiles.Crowd(size).Select(visitor => visitor.Line));
        var (code, output, error) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.New, "--contexts", Contexts, "--json");
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);

        await using var before = await StartAsync(DiffFiles.Old);
        await using var after = await StartAsync(DiffFiles.New);
        var expected = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var moved = 0;
        foreach (var (_, context) in DiffFiles.Crowd(size))
        {
            var moves = Moves(before, after, context).ToList();
            foreach (var move in moves) expected[move] = expected.GetValueOrDefault(move) + 1;
            if (moves.Count > 0) moved++;
        }

        var report = JsonElement.Parse(output);
        var found = report.GetProperty("flags").EnumerateArray()
            .SelectMany(flag => flag.GetProperty("moves").EnumerateArray(), (flag, move) => (
                Key: $"{flag.GetProperty("flag")}: {move.GetProperty("from")} {move.GetProperty("fromValue").GetRawText()} -> "
                    + $"{move.GetProperty("to")} {move.GetProperty("toValue").GetRawText()}",
                Share: move.GetProperty("share")))
            .ToList();
        Assert.That(found.Select(f => KeyValuePair.Create(f.Key, f.Share.GetProperty("count").GetInt64())), Is.EquivalentTo(expected));
        Assert.That(found.Select(f => f.Share.GetProperty("low").GetDouble()),
            Is.EqualTo(found.Select(f => f.Share.GetProperty("high").GetDouble())));
        Assert.That(expected, Has.Count.GreaterThanOrEqualTo(7), "every kind of move is in it");
        Assert.That(report.GetProperty("contexts").GetInt64(), Is.EqualTo(size));
        Assert.That(report.GetProperty("moved").GetProperty("count").GetInt64(), Is.EqualTo(moved));
    }

    [Test]
    public async Task Contexts_FromStandardInput_AreRead()
    {
        var input = string.Join('\n', DiffFiles.Crowd(3).Select(visitor => visitor.Line)) + "\n\n";
        var (code, output, _) = await CommandRun.WithInputAsync(input, "diff", DiffFiles.Old, DiffFiles.Old, "--contexts", "-");
        Assert.That((code, output), Is.EqualTo((ExitCode.Ok, "production: 0 move, 0 %; 3 given contexts, exactly\n")));
    }

    [Test]
    public async Task Contexts_WithoutTheUnit_AreReported()
    {
        await File.WriteAllTextAsync(Contexts, """{"user":"visitor-1"}""" + "\n" + """{"user":"visitor-2"}""");
        var (_, output, _) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.New, "--contexts", Contexts);
        Assert.That(output, Does.Contain("note: free-shipping-from: 2 contexts have no userId to bucket by: the off variant\n"));
    }

    [TestCase("{\"userId\":\"a\"", "not a JSON object")]
    [TestCase("[1]", "not an object")]
    [TestCase("{\"address\":{\"city\":\"Bonn\"}}", "'address' is not an attribute value")]
    [TestCase("{\"roles\":[1,\"2\"]}", "'roles' is not an attribute value")]
    [TestCase("{\"roles\":[1,1e999]}", "'roles' is not an attribute value")]
    [TestCase("{\"userId\":\"a\",\"userId\":\"b\"}", "not a JSON object")]
    [TestCase("{\"userId\":\"\\ud800\"}", "not UTF-8, or half a surrogate pair")]
    [TestCase("{\"\":1}", "no name")]
    [TestCase("{\"userId\":\"\u00ff\"}", "not UTF-8, or half a surrogate pair",
        TestName = "Contexts_BytesThatAreNoUtf8_AnswersWithTheLine")]
    public async Task Contexts_InvalidLine_Answers2WithFileAndLine(string line, string problem)
    {
        await File.WriteAllTextAsync(Contexts, "{\"userId\":\"a\"}\n\n" + line + "\n", Encoding.Latin1);
        var (code, output, error) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.New, "--contexts", Contexts);
        Assert.That((code, output), Is.EqualTo((ExitCode.Failed, "")));
        Assert.That(error, Does.StartWith($"{Contexts}:3: ").And.Contain(problem));
    }

    [Test]
    public async Task Contexts_NoneAtAll_Answers2SinceNothingIsKnown()
    {
        await File.WriteAllTextAsync(Contexts, "\n");
        var (code, _, error) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.New, "--contexts", Contexts);
        Assert.That((code, error), Is.EqualTo((ExitCode.Failed, "There are no contexts, so the diff cannot say who would move.\n")));
        (code, _, _) = await CommandRun.RunAsync("diff", DiffFiles.Old, DiffFiles.New, "--contexts", "no-such-file");
        Assert.That(code, Is.EqualTo(ExitCode.Failed));
    }

    [Test]
    public async Task ReadFile_ByteOrderMarkAndUmlauts_AreUnderstood()
    {
        await File.WriteAllTextAsync(Contexts, "{\"userId\":\"Jürgen\"}\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.That(ContextLines.ReadFile(Contexts).Select(context => context.ToString()), Is.EqualTo(["userId=\"Jürgen\""]));
    }

    [Test]
    public void Read_EndlessInput_GivesEachContextBeforeItReadsTheNextLine()
    {
        using var lines = new EndlessLines();
        foreach (var _ in ContextLines.Read(lines, "endless", Encoding.UTF8).Take(100_000)) lines.Given++;
        Assert.That((lines.Given, lines.FurthestAhead), Is.EqualTo((100_000, 1)));
    }

    private static Task<FlagClient> StartAsync(string file) => FlagClient.StartAsync(o =>
    {
        o.Environment = "production";
        o.TimeProvider = new CommandRun.Clock();
        o.UseFile(file);
    });

    private static IEnumerable<string> Moves(FlagClient before, FlagClient after, EvaluationContext context)
    {
        // A flag that one document lacks counts as off there.
        foreach (var flag in Flags)
        {
            var (from, to) = (before.Explain(flag, context), after.Explain(flag, context));
            if ((from.Variant ?? "off", from.Value ?? "false") == (to.Variant ?? "off", to.Value ?? "false")) continue;
            yield return $"{flag}: {from.Variant} {from.Value ?? "null"} -> {to.Variant} {to.Value ?? "null"}";
        }
    }

    private sealed class EndlessLines : TextReader
    {
        private int _read;

        public int Given { get; set; }

        public int FurthestAhead { get; private set; }

        public override string ReadLine()
        {
            _read++;
            FurthestAhead = Math.Max(FurthestAhead, _read - Given);
            return $$"""{"userId":"visitor-{{_read}}"}""";
        }
    }
}
