using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Json;

namespace Dataface.Flags.Tests.Json;

/// <summary>What is said of a text that is no JSON, and where.</summary>
[TestFixture]
[Rule("a fault of syntax is told in plain English")]
internal sealed class JsonSyntaxFaultTests
{
    private const string Sound = """
        { "schema": 1, "flags": { "a": { "owner": "t\n", "on": [true, null, -1.5e3, {}], "x": [] } },
          "more": [[1, 2], "ü"] }
        """;

    [TestCase("", 0, "It is empty.")]
    [TestCase(" \n", 2, "It is empty.")]
    [TestCase("""{ "a": 1, }""", 10, "A comma before '}' is not allowed. Take it out.")]
    [TestCase("[1,]", 3, "A comma before ']' is not allowed. Take it out.")]
    [TestCase("[1,,2]", 3, "There is a comma too many. Take it out.")]
    [TestCase("""{ , "a": 1 }""", 2, "There is a comma too many. Take it out.")]
    [TestCase("{ 'a': 1 }", 2, "''' is not a quotation mark in JSON. Write \" around names and text.")]
    [TestCase("{ “a”: 1 }", 2, "'“' is not a quotation mark in JSON. Write \" around names and text.")]
    [TestCase("""{ "a": 'b' }""", 7, "''' is not a quotation mark in JSON. Write \" around names and text.")]
    [TestCase("{ a: 1 }", 2, "Names stand in quotation marks. Write \"a\".")]
    [TestCase("""{ "a": 1, new-cart: 1 }""", 10, "Names stand in quotation marks. Write \"new-cart\".")]
    [TestCase("""{ "a": checkout }""", 7, "Text stands in quotation marks. Write \"checkout\".")]
    [TestCase("""{ "a": True }""", 7, "'True' is not a JSON value. Write true.")]
    [TestCase("""{ "a": off }""", 7, "'off' is not a JSON value. Write false.")]
    [TestCase("[None]", 1, "'None' is not a JSON value. Write null.")]
    [TestCase("[nul]", 1, "Text stands in quotation marks. Write \"nul\".")]
    [TestCase("[NaN]", 1, "'NaN' is not a JSON number: those are finite.")]
    [TestCase("[01]", 1, "'01' is not how JSON writes a number. Write 1.")]
    [TestCase("[.5]", 1, "'.5' is not how JSON writes a number. Write 0.5.")]
    [TestCase("[+5]", 1, "'+5' is not how JSON writes a number. Write 5.")]
    [TestCase("[5%]", 1, "'5%' is not how JSON writes a number. Write 5.")]
    [TestCase("[1.2.3]", 1, "'1.2.3' is not a JSON number. Write one such as 12 or 0.5, or text in quotation marks.")]
    [TestCase("[5.]", 1, "'5.' is not how JSON writes a number. Write 5.")]
    [TestCase("""{ "a" 1 }""", 6, "A colon is missing after the name.")]
    [TestCase("""{ "a": }""", 7, "The value is missing.")]
    [TestCase("""{ "a": 1 "b": 2 }""", 9, "A comma or '}' is missing here.")]
    [TestCase("[1 2]", 3, "A comma or ']' is missing here.")]
    [TestCase("""{ "a": [1 }""", 10, "'}' is not what closes here. Write ']'.")]
    [TestCase("{} {}", 3, "Something stands behind the end: '{'. Take it out.")]
    [TestCase("{}}", 2, "'}' closes nothing. Take it out.")]
    [TestCase("""{ "a": { "b": [1""", 15, "It ends too early: ']}}' is missing.")]
    [TestCase("""{ "a": 1,""", 9, "It ends too early: '}' is missing after the last value, and no comma stands there.")]
    [TestCase("""{ "a":""", 6, "It ends before the value of a name, and '}' is missing.")]
    [TestCase("""{ "a": "b }""", 7, "It ends within a text: a quotation mark is missing.")]
    [TestCase("{ \"a\": \"b\n\" }", 7, "A line ends within a text. Close it with a quotation mark, or write \\n for a new line.")]
    [TestCase("[\"a\tb\"]", 1, "A tab stands in a text. Write \\t.")]
    [TestCase("""["C:\docs"]""", 1,
        "A backslash in a text begins one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX. Write \\\\ for a backslash.")]
    [TestCase("""{ "a": 1 // ours""", 9, "Comments are not allowed. Take it out.")]
    [TestCase("""{ /* ours */ "a": 1 }""", 2, "Comments are not allowed. Take it out.")]
    [TestCase("\uFEFF{}", 0, "A value is expected here, and not the character U+FEFF.")]
    [TestCase("schema: 1", 0, "Text stands in quotation marks. Write \"schema\".")]
    [TestCase("<html>", 0, "A value is expected here, and not '<'.")]
    public void Find_TextThatIsNoJson_SaysWhereAndWhatInstead(string json, int offset, string cause)
    {
        var fault = JsonSyntaxFault.Find(Encoding.UTF8.GetBytes(json), new() { MaxDepth = 64 });
        Assert.That(fault?.Cause, Does.StartWith(cause));
        Assert.That(fault?.Offset, Is.EqualTo(offset));
    }

    [Test]
    public void InText_OfAFaultInALaterLine_NamesLineAndColumn()
    {
        var json = Encoding.UTF8.GetBytes("{ \"ü\": 1,\n  \"äö\": nul }");
        Assert.That(JsonSyntaxFault.Find(json, default)?.InText(json), Does.StartWith("Line 2, column 9: "));
    }

    [Test]
    public void Find_SoundJson_IsNull() => Assert.That(JsonSyntaxFault.Find(Encoding.UTF8.GetBytes(Sound), default), Is.Null);

    /// <summary>Whatever a slip makes of it: a fault within it where the reader finds one, in no words of the reader's.</summary>
    [Test]
    public void Find_TextsWithSlips_AreExplainedWhereverTheReaderRefusesThem()
    {
        var random = new Random(7);
        var sound = Encoding.UTF8.GetBytes(Sound);
        const string Inserted = "\"'{}[],:/\\\n\t x1-.+e\0";
        for (var i = 0; i < 30_000; i++)
        {
            var text = sound.ToList();
            for (var slips = random.Next(1, 4); slips > 0; slips--)
            {
                var at = random.Next(text.Count);
                if (random.Next(2) == 0) text.RemoveRange(at, Math.Min(random.Next(1, 9), text.Count - at));
                else text.Insert(at, (byte)Inserted[random.Next(Inserted.Length)]);
                if (text.Count == 0) break;
            }

            byte[] json = [.. text];
            var fault = JsonSyntaxFault.Find(json, new() { MaxDepth = 64 });
            Assert.That(fault is null, Is.EqualTo(IsRead(json)), () => Encoding.UTF8.GetString(json));
            if (fault is not { } found) continue;
            Assert.That(found.Offset, Is.InRange(0, json.Length), () => Encoding.UTF8.GetString(json));
            Assert.That(found.Cause, Does.Match("^[A-Z'].*[.]$").And.Not.Contain("Byte").And.Not.Contain("reader"),
                () => Encoding.UTF8.GetString(json));
        }
    }

    [Test]
    public void Read_DocumentThatIsNoJson_SaysSoAtItsPlace()
    {
        var problem = FlagDocumentReader.Read(Encoding.UTF8.GetBytes("{\n  \"schema\": 1,\n}")).Problems.Single();
        Assert.That((problem.Code, problem.Line, problem.Column), Is.EqualTo((ProblemCode.NotJson, 3, 1)));
        Assert.That(problem.Message, Is.EqualTo("Invalid JSON: A comma before '}' is not allowed. Take it out."));
    }

    private static bool IsRead(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        try
        {
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
