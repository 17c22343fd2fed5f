using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>The published JSON Schema and the reader agree on everything that a schema can express.</summary>
[TestFixture]
internal sealed class SchemaTests
{
    /// <summary>What a schema cannot say: about bytes, names given twice, calendars, other parts of the document, days, production,
    /// engines, and lists in order.</summary>
    private static readonly string[] BeyondSchemas =
    [
        ProblemCode.NotJson, ProblemCode.NotUtf8, ProblemCode.TooDeep, ProblemCode.TooLarge, ProblemCode.TooManyProblems,
        ProblemCode.DuplicateProperty,
        ProblemCode.BrokenText, ProblemCode.NumberOutOfRange, ProblemCode.InvalidDate, ProblemCode.ExpiresBeforeCreated,
        ProblemCode.LifetimeTooLong,
        ProblemCode.TooManyRenewals, ProblemCode.InvalidRenewal, ProblemCode.ApprovalMissing, ProblemCode.CohortMissing,
        ProblemCode.CreatedInFuture,
        ProblemCode.UnknownVariant, ProblemCode.UnknownSegment, ProblemCode.SegmentCycle, ProblemCode.UnknownFlag,
        ProblemCode.PrerequisiteCycle, ProblemCode.UnknownObjective,
        ProblemCode.TooManyPrerequisites, ProblemCode.UnknownLayer, ProblemCode.SliceOverlap, ProblemCode.LayerUnitDiffers,
        ProblemCode.UnusedSegment,
        ProblemCode.UnusedLayer, ProblemCode.InvalidPercent, ProblemCode.AllWeightsZero, ProblemCode.SplitMissing, ProblemCode.InvalidSteps,
        ProblemCode.InvalidHold, ProblemCode.RampEndsEarly, ProblemCode.RampMissing, ProblemCode.ServedToEverybodyRefused,
        ProblemCode.ServedToEverybody,
        ProblemCode.DuplicateRule, ProblemCode.UnreachableRule, ProblemCode.InvalidSlice, ProblemCode.InvalidPattern,
        ProblemCode.InvalidInstant,
        ProblemCode.InvalidVersionRange, ProblemCode.ConditionTooDeep, ProblemCode.ConditionTooLarge, ProblemCode.InvalidGuard,
        ProblemCode.OffIsOn, ProblemCode.LooksLikeProduction, ProblemCode.LooksLikeSecurity, ProblemCode.InvalidImport,
        ProblemCode.RenewalNotByOwner, ProblemCode.AliasTaken, ProblemCode.InvalidStart, ProblemCode.InvalidWindow,
        ProblemCode.WindowIsOver,
    ];

    private readonly PublishedSchema _schema = PublishedSchema.Of("schema", "flags.schema.json");

    private static IEnumerable<ProblemCase> ShapeFaults => ProblemCases.All.Where(c => !BeyondSchemas.Contains(c.Code));

    [TestCaseSource(nameof(ShapeFaults))]
    public void Validate_FaultOfShape_IsRefusedAsByTheReader(ProblemCase given) =>
        Assert.That(_schema.Complaints(given.Json), Is.Not.Empty);

    [Test]
    public void Validate_DocumentsThatTheReaderAccepts_AreAccepted()
    {
        Assert.That(_schema.Complaints(Encoding.UTF8.GetString(TestFile.Bytes("Documents", "design.json"))), Is.Empty);
        for (var seed = 0; seed < 300; seed++) Assert.That(_schema.Complaints(RandomDocument.Json(seed)), Is.Empty, $"seed {seed}");
    }

    [Test]
    public void Validate_MutatedDocuments_AgreesWithTheReaderOnShape()
    {
        var compared = 0;
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var document = Mutation.Of(Encoding.UTF8.GetBytes(RandomDocument.Json(seed % 50)), random);
            var result = FlagDocumentReader.Read(document, time: ProblemCase.Clock);
            var errors = result.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.Code).ToList();
            var isShapeOnly = errors.Count > 0 && !errors.Exists(BeyondSchemas.Contains);
            if (!result.IsAccepted && !isShapeOnly) continue;
            var json = Encoding.UTF8.GetString(document);
            compared++;
            Assert.That(_schema.Complaints(json).Count > 0, Is.EqualTo(isShapeOnly),
                $"seed {seed}: {string.Join('\n', result.Problems)}\n{string.Join('\n', _schema.Complaints(json))}");
        }

        Assert.That(compared, Is.GreaterThan(1_000));
    }
}
