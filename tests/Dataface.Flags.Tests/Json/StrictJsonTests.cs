using System.Text;
using Dataface.Flags.Json;

namespace Dataface.Flags.Tests.Json;

[TestFixture]
internal sealed class StrictJsonTests
{
    [TestCase("""{"a":1,"b":[1,{"a":"x"}]}""")]
    [TestCase("""{"a":"\ud83d\ude00","\ud83d\ude00":1}""")]
    [TestCase("""["\\ud800","\u0000","\"\\"]""")]
    [TestCase(" 1 ")]
    public void Parse_SoundJson_IsRead(string json)
    {
        Assert.That(StrictJson.Parse(Encoding.UTF8.GetBytes(json), out var problem), Is.Not.Null, problem);
        Assert.That(problem, Is.Empty);
    }

    [TestCase("""{"a":1,"a":2}""", "a")]
    [TestCase("""{"b":[{"a":1,"\u0061":2}]}""", "a")]
    [TestCase("""["\ud800"]""", "surrogate")]
    [TestCase("""["\udc00\ud800"]""", "surrogate")]
    [TestCase("""["\ud800\ud800\udc00"]""", "surrogate")]
    [TestCase("""{"\ud800":1}""", "surrogate")]
    [TestCase("""{"\uD8fF\n":1}""", "surrogate")]
    [TestCase("", "not JSON")]
    [TestCase("{} x", "not JSON")]
    [TestCase("\ufeff{}", "not JSON")]
    [TestCase("[NaN]", "not JSON")]
    [TestCase("[1,]", "not JSON")]
    [TestCase("""["\ud800""", "surrogate")]
    [TestCase("""["\u""", "not JSON")]
    [TestCase("""["\""", "not JSON")]
    public void Parse_WhatReadersUnderstandInTwoWays_IsRefusedWithWhy(string json, string why)
    {
        Assert.That(StrictJson.Parse(Encoding.UTF8.GetBytes(json), out var problem), Is.Null);
        Assert.That(problem, Does.Contain(why));
    }

    [Test]
    public void Parse_InvalidUtf8_IsRefused() => Assert.That(StrictJson.Parse([(byte)'"', 0xFF, (byte)'"'], out _), Is.Null);

    [Test]
    public void Parse_DeepOrLong_EndsWithoutAFault()
    {
        Assert.That(StrictJson.Parse(Encoding.UTF8.GetBytes(new string('[', 1_000_000)), out _), Is.Null);
        Assert.That(StrictJson.Parse(Encoding.UTF8.GetBytes("\"" + string.Concat(Enumerable.Repeat("\\n", 500_000)) + "\""), out _),
            Is.Not.Null);
    }

    /// <summary>The law of it: what was read can be taken out, text by text, without an exception.</summary>
    [Test]
    public void Parse_RandomTexts_WhatIsReadCanBeTakenOut()
    {
        var random = new Random(5);
        string[] parts = ["\\ud83d", "\\ude00", "\\u0041", "\\\\", "\\n", "x", "é", "\\u00", "\\", "\\\"", "ud800"];
        var read = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            if (StrictJson.Parse(Encoding.UTF8.GetBytes($"{{\"{text}\":\"{text}\"}}"), out _) is not { } json) continue;
            read++;
            foreach (var member in json.EnumerateObject()) Assert.That(member.Name, Is.EqualTo(member.Value.GetString()));
            Assert.That(json.TryGetProperty("other", out var _), Is.False);
        }

        Assert.That(read, Is.InRange(1_000, 19_000));
    }
}
