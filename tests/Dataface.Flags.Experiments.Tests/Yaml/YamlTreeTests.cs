using System.Text;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Yaml;

[TestFixture]
internal sealed class YamlTreeTests
{
    /// <summary><c>¦</c> stands before the place that the problem must point at.</summary>
    [TestCase(YamlCode.NotYaml, "a: [1, 2\n¦")]
    [TestCase(YamlCode.NotYaml, "? ¦[a]\n: b")]
    [TestCase(YamlCode.Tab, "a:\n  b: 1\n¦\tc: 2")]
    [TestCase(YamlCode.Tab, "a:\n ¦\tb: 1")]
    [TestCase(YamlCode.SeveralDocuments, "a: 1\n¦---\nb: 2")]
    [TestCase(YamlCode.Anchor, "a: ¦&x [1]\nb: 2")]
    [TestCase(YamlCode.Anchor, "a: 1\nb: ¦*x")]
    [TestCase(YamlCode.Anchor, "a: 1\n<<: ¦*x")]
    [TestCase(YamlCode.Anchor, "¦&x a: 1")]
    [TestCase(YamlCode.Tag, "a: ¦!!int '1'")]
    [TestCase(YamlCode.DuplicateKey, "a: 1\nb: 2\n¦a: 3")]
    [TestCase(YamlCode.DuplicateKey, "a: 1\n¦\"a\": 3")]
    public void Read_ForbiddenForm_SaysWhere(string digits, string marked)
    {
        var problems = new YamlProblems("x.yaml", "DX");
        YamlTreeReader.Read(Encoding.UTF8.GetBytes(marked.Replace("¦", "", StringComparison.Ordinal)), problems);
        var before = marked[..marked.IndexOf('¦')];
        var problem = problems.Problems.Single();
        Assert.That(
            (problem.Code, problem.Line, problem.Column),
            Is.EqualTo(("DX" + digits, before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'))), problem.ToString());
    }

    [Test]
    public void Read_ExplodingAliases_AreRefusedAtTheFirstAnchor()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + string.Concat(Enumerable.Range(1, 9)
                .Select(i => $"{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat(
                    $"*{(char)('a' + i - 1)}", 9))}]\n"));
        Assert.That(Refusal(Encoding.UTF8.GetBytes(bomb)), Is.EqualTo("DX" + YamlCode.Anchor));
    }

    [Test]
    public void Read_TooDeepTooLargeOrNotUtf8_IsRefused()
    {
        Assert.That(Refusal(Encoding.UTF8.GetBytes(new string('[', 1_000) + new string(']', 1_000))), Is.EqualTo("DX" + YamlCode.TooDeep));
        Assert.That(Refusal(new byte[YamlTreeReader.MaxBytes + 1]), Is.EqualTo("DX" + YamlCode.TooLarge));
        Assert.That(Refusal([.. "a: "u8, 0xFF]), Is.EqualTo("DX" + YamlCode.NotUtf8));
    }

    [Test]
    public void Read_GoodDocument_KeepsEveryPlaceAndPath()
    {
        var problems = new YamlProblems("x.yaml", "DX");
        var root = YamlTreeReader.Read("\uFEFFa:\n  b:\n    - x\n    - c: 'no'\nd: \"5\"\n"u8.ToArray(), problems)!;
        Assert.That(problems.Problems, Is.Empty);
        var c = root.Children[0].Children[0].Children[1].Children[0];
        Assert.That((c.Path, c.Line, c.Column, c.Text, c.IsPlain), Is.EqualTo(("$.a.b[1].c", 4, 7, "no", false)));
    }

    [Test]
    [Rule("bad input loses nothing")]
    public void Read_MutatedDocuments_NeverThrows()
    {
        const string Document = "a:\n  b: [1, 'x', \"y\\n\"]\n  c: |\n    text\n  d: {e: f}\n# comment\ng: >-\n  folded\n";
        const string Alphabet = ":-[]{}&*!|>'\"%@`#,?\\ \n\t\0~aé\u0085\u2028\ud83d";
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var text = new StringBuilder(Document);
            for (var i = random.Next(1, 6); i > 0; i--) text.Insert(random.Next(text.Length + 1), Alphabet[random.Next(Alphabet.Length)]);
            var problems = new YamlProblems("x.yaml", "DX");
            Assert.That(() => YamlTreeReader.Read(Encoding.UTF8.GetBytes(text.ToString()), problems) is not null || problems.HasErrors,
                Is.True, $"seed {seed}");
        }
    }

    private static string Refusal(byte[] bytes)
    {
        var problems = new YamlProblems("x.yaml", "DX");
        Assert.That(YamlTreeReader.Read(bytes, problems), Is.Null);
        return problems.Problems.Single().Code;
    }
}
