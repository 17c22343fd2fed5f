using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Documents;
using Microsoft.CodeAnalysis.Text;
using DocumentProblem = Dataface.Flags.Documents.DocumentProblem;

namespace Dataface.Flags.Analyzers.Tests.Documents;

/// <summary>
/// The model that generator and analyzers read documents into means what the product's reader means: what both accept is the same, and
/// what the reader refuses for keys, types, variants or days the model refuses, too.
/// </summary>
[TestFixture]
internal sealed class ContractTests
{
    /// <summary>What the model leaves to the reader: policy, and what refers to something else.</summary>
    private static readonly HashSet<string> OfTheReader = new(StringComparer.Ordinal)
    {
        ProblemCode.TooLarge, ProblemCode.TooManyProblems, ProblemCode.LifetimeTooLong, ProblemCode.TooManyRenewals,
            ProblemCode.ApprovalMissing,
        ProblemCode.CohortMissing, ProblemCode.UnknownSegment, ProblemCode.SegmentCycle, ProblemCode.UnknownFlag,
            ProblemCode.PrerequisiteCycle,
        ProblemCode.TooManyPrerequisites, ProblemCode.UnknownLayer, ProblemCode.SliceOverlap, ProblemCode.LayerUnitDiffers,
            ProblemCode.NotUtf8,
        ProblemCode.RenewalNotByOwner,
    };

    /// <summary>The parts that the model does not read.</summary>
    private static readonly string[] PartsOfTheReader = ["environments", "guard", "layer", "requires", "approval", "alias", "imported"];

    /// <summary>How many damaged documents: DATAFACE_FUZZ_COUNT, or 20,000.</summary>
    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("DATAFACE_FUZZ_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var count) ? count : 20_000;

    [Test, Rule("one meaning of a document")]
    public void Read_GeneratedDocuments_GiveWhatTheReaderGives()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var json = RandomDocument.Json(seed);
            var expected = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock);
            var model = Model(json);
            Assert.That(model.Problems.Select(p => p.Message), Is.Empty, $"seed {seed}");
            Assert.That(model.Flags.Select(f => Describe(f.Flag)),
                Is.EquivalentTo(expected.Document!.Flags.Values.Select(Describe)), $"seed {seed}");
        }
    }

    [Test]
    public void Read_EveryKindOfProblemInItsParts_IsRefusedOnTheSameLine()
    {
        foreach (var problem in ProblemCases.All.Where(c => !OfTheReader.Contains(c.Code)))
        {
            var refused = problem.Read().Problems.Where(IsOfTheModel).ToList();
            if (refused.Count == 0) continue;
            var lines = Model(problem.Json).Problems.Select(p => p.Place.Lines.Start.Line + 1).ToList();
            Assert.That(lines, Does.Contain(refused[0].Line), $"{problem}\n{problem.Json}");
        }
    }

    [Test, Rule("one meaning of a document")]
    public void Read_DamagedDocuments_AreNeverAcceptedWithOtherContent()
    {
        var originals = Enumerable.Range(0, 40).Select(seed => Encoding.UTF8.GetBytes(RandomDocument.Json(seed))).ToList();
        var failures = new ConcurrentBag<string>();
        var (both, neither, left) = (0, 0, 0);
        Parallel.For(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 2 },
        seed =>
        {
            var random = new Random(seed);
            var document = Mutation.Of(originals[random.Next(originals.Count)], random);
            var reader = FlagDocumentReader.Read(document, time: ProblemCase.Clock);
            var model = ModelReader.Read("flags.json", SourceText.From(new MemoryStream(document), throwIfBinaryDetected: false));
            var isRefused = reader.Problems.Any(p => p.Severity == ProblemSeverity.Error);
            var why = $"seed {seed}: {string.Join("; ", reader.Problems)} | "
                + $"{string.Join("; ", model.Problems.Select(p => p.Message))}\n{Encoding.UTF8.GetString(document)}";
            if (!model.IsSound)
            {
                Interlocked.Increment(ref neither);
                if (!isRefused) failures.Add("refused by the model only, " + why);
            }
            else if (!isRefused)
            {
                Interlocked.Increment(ref both);
                if (!model.Flags.Select(f => Describe(f.Flag)).Order()
                    .SequenceEqual(reader.Document!.Flags.Values.Select(Describe).Order())) failures.Add("differs, " + why);
            }
            else
            {
                Interlocked.Increment(ref left);
                if (reader.Problems.Any(IsOfTheModel)) failures.Add("refused by the reader only, " + why);
                else if (!model.Flags.Select(f => f.Flag.Key).Order().SequenceEqual(Keys(document))) failures.Add("other keys, " + why);
            }
        });
        TestContext.Out.WriteLine(
            $"{Count} damaged documents: {both} accepted by both, {neither} refused by the model, {left} left to the reader");
        Assert.That(failures.Take(5), Is.Empty);
        Assert.That(both, Is.GreaterThan(Count / 100));
        Assert.That(left, Is.GreaterThan(Count / 100));
    }

    [TestCase(new byte[] { 0x7B, 0xFF, 0x7D })]
    [TestCase(new byte[] { 0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00 })]
    public void Read_TextThatIsNotUtf8_IsRefused(byte[] bytes) => Assert.That(
        ModelReader.Read("flags.json", SourceText.From(new MemoryStream(bytes), bytes[0] == 0xFF
            ? null : Encoding.Latin1)).IsSound, Is.False);

    private static DocumentModel Model(string json) => ModelReader.Read("flags.json", SourceText.From(json, Encoding.UTF8));

    private static bool IsOfTheModel(DocumentProblem problem) =>
        problem.Severity == ProblemSeverity.Error && !OfTheReader.Contains(problem.Code)
        && !problem.Path.StartsWith("$.segments", StringComparison.Ordinal)
            && !problem.Path.StartsWith("$.layers", StringComparison.Ordinal)
        && !PartsOfTheReader.Any(part => problem.Path.Contains("." + part, StringComparison.Ordinal));

    private static IEnumerable<string> Keys(byte[] document)
    {
        using var json = JsonDocument.Parse(document.AsMemory().Span.StartsWith("\uFEFF"u8) ? document.AsMemory(3) : document);
        return json.RootElement.TryGetProperty("flags", out var flags) ? flags.EnumerateObject().Select(p => p.Name).Order().ToList() : [];
    }

    private static string Describe(FlagModel flag) => string.Join(
        " | ", flag.Key, flag.Description, flag.Owner, flag.Kind, Day.Write(flag.Created), Day.Write(flag.Expires),
            flag.OffVariant, flag.Salt,
        Group(flag.Type), string.Join(", ", flag.Variants.Select(v => $"{v.Name}={Value(flag.Type, v)}")), flag.BucketBy, flag.HasRollout);

    private static string Describe(FlagDefinition flag) => string.Join(
        " | ", flag.Key, flag.Description, flag.Owner, flag.Kind.ToString().ToLowerInvariant(),
            flag.Created.ToString("O", CultureInfo.InvariantCulture),
        flag.EffectiveExpiry.ToString("O", CultureInfo.InvariantCulture), flag.OffVariant, flag.Salt, TypeOf(flag),
        string.Join(", ", flag.Variants.Select(v => $"{v.Name}={Value(v)}")), flag.BucketBy,
        flag.Environments.Values.Any(e => e.Rollout is not null || e.Rules.Any(r => r.Rollout is not null)));

    private static string Group(FlagType type) => type.ToString();

    private static string TypeOf(FlagDefinition flag) => flag.Variants[0].Kind switch
    {
        VariantKind.Boolean => "Boolean",
        VariantKind.String => "Text",
        VariantKind.Object => "Object",
        _ => flag.Variants.All(v => NumberOf(v.Value).IsInteger) ? "Integer" : "Number",
    };

    private static string Value(FlagType type, VariantModel variant) => type switch
    {
        FlagType.Integer or FlagType.Number => variant.Number.IsInteger
            ? variant.Number.Integer.ToString(CultureInfo.InvariantCulture)
            : variant.Number.Double.ToString("R", CultureInfo.InvariantCulture),
        FlagType.Object => Normal(variant.Text),
        _ => variant.Text,
    };

    private static string Value(Variant variant)
    {
        if (variant.Kind == VariantKind.Number) return NumberOf(variant.Value).ToString();
        if (variant.Kind == VariantKind.Object) return Normal(variant.Value.GetRawText());
        return variant.Kind == VariantKind.String ? variant.Value.GetString()! : variant.Value.GetRawText();
    }

    private static DocumentNumber NumberOf(JsonElement value) =>
        decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            && decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue
            ? DocumentNumber.FromInt64((long)exact)
            : DocumentNumber.FromDouble(value.GetDouble());

    /// <summary>One spelling of the same JSON.</summary>
    private static string Normal(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Normal(document.RootElement);
    }

    private static string Normal(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",",
            element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"{p.Name}:{Normal(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(",", element.EnumerateArray().Select(Normal)) + "]",
        JsonValueKind.Number => element.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        _ => element.ToString(),
    };
}
