using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Documents;

[TestFixture]
internal sealed class MutationTests
{
    private const int DefaultCount = 100_000;

    private static readonly EvaluationContext[] Contexts =
    [
        EvaluationContext.Empty,
        EvaluationContext.ForUser("user-1").With("country", "DE").With("email", "a@dataface.example").With("version", "1.5.0"),
        EvaluationContext.ForUser("\ud800").With("age", double.NaN).With("plan", true).With("sessionId", 5L)
            .WithList("country", ["DE", ""]),
        EvaluationContext.Empty.With("userId", double.PositiveInfinity).With("since", DateTimeOffset.MaxValue).With("käse", "")
            .WithPrivate("email", "x"),
    ];

    /// <summary>How many documents: DATAFACE_FUZZ_COUNT, or 100,000.</summary>
    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("DATAFACE_FUZZ_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var count) ? count : DefaultCount;

    [Test, Rule("bad input loses nothing")]
    public void Read_MutatedDocuments_NeverThrowsAndAlwaysSaysWhere()
    {
        var originals = new List<byte[]> { TestFile.Bytes("Documents", "design.json"), TestFile.Bytes("Documents", "ten-faults.json") };
        for (var seed = 0; seed < 20; seed++) originals.Add(Encoding.UTF8.GetBytes(RandomDocument.Json(seed)));
        var failures = new ConcurrentBag<string>();
        var accepted = 0;
        Parallel.For(0, Count, seed =>
        {
            var random = new Random(seed);
            var document = Mutation.Of(originals[random.Next(originals.Count)], random);
            try
            {
                if (Examine(document)) Interlocked.Increment(ref accepted);
            }
            catch (Exception error)
            {
                failures.Add($"seed {seed}: {error}\n{Encoding.UTF8.GetString(document)}");
            }
        });
        TestContext.Out.WriteLine($"{Count} mutated documents, {accepted} accepted");
        Assert.That(failures, Is.Empty);
        Assert.That(accepted, Is.InRange(Count / 100, Count / 2), "the mutations are too weak or too strong to prove anything");
    }

    private static bool Examine(byte[] document)
    {
        var result = FlagDocumentReader.Read(document, time: ProblemCase.Clock);
        var lines = Encoding.UTF8.GetString(document).Split('\n');
        foreach (var problem in result.Problems)
        {
            if (problem.Line < 1 || problem.Line > lines.Length || problem.Column < 1
                || problem.Column > lines[problem.Line - 1].Length + 1)
            {
                throw new InvalidOperationException($"No such place: {problem}");
            }
        }

        if (!result.IsAccepted)
            return result.Problems.Any(p => p.Severity == ProblemSeverity.Error)
                ? false : throw new InvalidOperationException("Refused without an error.");
        Evaluate(result.Document);
        var written = FlagDocumentWriter.Write(result.Document);
        var again = FlagDocumentReader.Read(written, time: ProblemCase.Clock);
        if (!again.IsAccepted || !FlagDocumentWriter.Write(again.Document).AsSpan().SequenceEqual(written))
            throw new InvalidOperationException("Written and read is another document.");
        return true;
    }

    private static void Evaluate(FlagDocument document)
    {
        var snapshot = Given.Snapshot(document);
        foreach (var key in document.Flags.Keys)
        {
            foreach (var context in Contexts)
            {
                var evaluation = snapshot.Evaluate(key, context);
                var explanation = snapshot.Explain(key, context);
                if (evaluation.Reason != EvaluationReason.TypeMismatch && evaluation.Reason != explanation.Reason)
                    throw new InvalidOperationException($"{key} is explained as something else.");
                _ = explanation.ToString();
            }
        }
    }
}
