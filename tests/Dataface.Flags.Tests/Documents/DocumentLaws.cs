using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Documents;

[TestFixture]
internal sealed class DocumentLaws
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static Arbitrary<int> Seeds => ArbMap.Default.ArbFor<int>();

    [Test]
    public void Read_RandomValidDocument_IsAccepted() =>
        Check(seed => Read(RandomDocument.Json(seed)).Document is not null,
            seed => string.Join('\n', Read(RandomDocument.Json(seed)).Problems));

    [Test]
    public void Read_PropertiesReordered_MeansExactlyTheSame() => Check(seed =>
    {
        var document = new RandomDocument(seed).Make();
        var shuffled = Shuffle(document, new System.Random(seed));
        return Canonical(document.ToJsonString()) == Canonical(shuffled!.ToJsonString());
    });

    [Test]
    public void Read_PropertiesOfAFaultyDocumentReordered_HasTheSameProblems() => Check(seed =>
    {
        var document = JsonNode.Parse(TestFile.Bytes("Documents", "ten-faults.json"))!;
        var shuffled = Shuffle(document, new System.Random(seed))!;
        string[] Codes(JsonNode node) =>
            [.. Read(node.ToJsonString()).Problems.Select(p => $"{p.Code} {p.Path}").Order(StringComparer.Ordinal)];
        return Codes(document).SequenceEqual(Codes(shuffled));
    });

    [Test]
    public void Write_ThenRead_IsTheSameDocument() => Check(seed =>
    {
        var canonical = Canonical(RandomDocument.Json(seed));
        return Canonical(canonical) == canonical;
    });

    [Test]
    public void Write_DefaultsLeftOutOrWritten_IsTheSame()
    {
        const string Short =
            """{ "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-01-01", "environments": """
                + """{ "production": { "rollout": { "percent": 5.000, "ramp": { "steps": [5] } } } } } } }""";
        const string Long = """
            { "schema": 1.0, "segments": {}, "layers": {},
            "flags": { "f": { "description": "", "kind": "release", "owner": "t", "created": "2026-11-01",
            "expires": "2027-01-01", "renewals": [], "variants": { "on": true, "off": false }, "offVariant": "off",
            "bucketBy": "userId", "salt": "f", "requires": {},
            "environments": { "production": { "rules": [],
            "rollout": { "percent": 5e0, "split": { "on": 1 }, "ramp": { "steps": [5.0], "hold": "01:00:00" } } } } } } }
            """;
        Assert.That(Canonical(Short), Is.EqualTo(Canonical(Long)));
    }

    private static void Check(Func<int, bool> law, Func<int, string>? label = null) =>
        Prop.ForAll(Seeds, seed => law(seed).Label(label?.Invoke(seed) ?? $"seed {seed}")).Check(Many);

    private static FlagDocumentResult Read(string json) => FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock);

    private static string Canonical(string json) => Encoding.UTF8.GetString(FlagDocumentWriter.Write(Read(json).Document!));

    private static JsonNode? Shuffle(JsonNode? node, System.Random random)
    {
        switch (node)
        {
            case JsonObject item:
                var members = item.ToArray();
                random.Shuffle(members);
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Shuffle(m.Value, random))));
            case JsonArray array:
                return new JsonArray([.. array.Select(child => Shuffle(child, random))]);
            default:
                return node?.DeepClone();
        }
    }
}
