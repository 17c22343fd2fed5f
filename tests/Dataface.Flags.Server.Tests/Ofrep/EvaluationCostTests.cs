using System.Buffers;
using Dataface.Flags.Server.Ofrep;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>What an evaluation costs in memory, from the bytes of the body to those of the answer.</summary>
[TestFixture]
internal sealed class EvaluationCostTests
{
    /// <summary>The context with room for three attributes, and the texts of two.</summary>
    private const int MostBytes = 400;

    [Test]
    public async Task EvaluateOne_BodyToAnswer_AllocatesTheContextAndNoMore()
    {
        await using var client = await OfrepHost.ReadAsync(OfrepHost.Own);
        var flags = client.Pin();
        var (names, flag) = (new AttributeNames(flags), flags.Find("share")!);
        var few = Body("""{"context":{"targetingKey":"user-42"}}""");
        var many = Body($$$"""{"context":{"targetingKey":"user-42","country":"DE","age":42,"""
            + $$$"""{{{string.Join(',', Enumerable.Range(0, 50).Select(i => $"\"unknown-{i}\":\"value\""))}}}}}""");

        Assert.That(BytesOf(few), Is.LessThanOrEqualTo(MostBytes / 2));
        Assert.That(BytesOf(many), Is.LessThanOrEqualTo(MostBytes), "attributes that no flag asks for cost nothing");

        long BytesOf(ReadOnlySequence<byte> body)
        {
            for (var i = 0; i < 100; i++) Once(body);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) Once(body);
            var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;
            TestContext.Out.WriteLine($"{bytes} bytes for a body of {body.Length}");
            return bytes;
        }

        void Once(ReadOnlySequence<byte> body)
        {
            ContextReader.Read(body, names, out var context);
            AnswerWriter.OfThread().WriteSingle(flags.Decide(flag, context, out _), client.Environment);
        }
    }

    private static ReadOnlySequence<byte> Body(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));
}
