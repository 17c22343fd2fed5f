using System.Text;
using System.Text.Json;
using Dataface.Flags.Exposures;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Exposures;

[TestFixture]
internal sealed class JsonLinesExposureSinkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private TemporaryFolder _folder = null!;

    private string Path => _folder[System.IO.Path.Combine("deep", "exposures.jsonl")];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Write_Exposures_IsOneObjectALine()
    {
        await WriteAsync(Make("a \"quoted\" üser\n"), Make("b"));
        var lines = await File.ReadAllLinesAsync(Path);
        Assert.That(lines, Has.Length.EqualTo(2));
        var first = JsonElement.Parse(lines[0]);
        Assert.That(first.GetProperty("unit").GetString(), Is.EqualTo("a \"quoted\" üser\n"));
        Assert.That(lines[1], Is.EqualTo(
            """{"v":1,"time":"2026-11-20T12:00:00Z","unit":"b","flag":"f","variant":"on","rollout":"f/production/*/0","stage":2"""
                + ""","arm":"treatment"}"""));
    }

    [TestCase(0, "2026-11-20T12:00:00Z"), TestCase(1, "2026-11-20T12:00:00.0000001Z"), TestCase(5_000_000, "2026-11-20T12:00:00.5Z")]
    [TestCase(600_000_000, "2026-11-20T12:01:00Z")]
    public async Task Write_Time_HasOnlyTheDigitsNeeded(long ticks, string expected)
    {
        await WriteAsync(Make("a") with { Time = Noon.AddTicks(ticks) });
        Assert.That((await LinesAsync())[0].GetProperty("time").GetString(), Is.EqualTo(expected));
    }

    [Test]
    public void Write_AnyTexts_ReadsBackAsWritten() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), texts =>
    {
        Exposure[] exposures = [.. texts.Select((text, i) => Made(Whole(text.Get), i))];
        var lines = Encoding.UTF8.GetString(new ExposureLineWriter().Write(exposures).Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(line => Read(JsonElement.Parse(line))).SequenceEqual(exposures);
    }).Check(Config.QuickThrowOnFailure);

    [Test]
    public async Task Write_FileExists_IsAppendedTo()
    {
        await WriteAsync(Make("a"));
        await WriteAsync(Make("b"), Make("c"));
        Assert.That(await UnitsAsync(), Is.EqualTo(["a", "b", "c"]));
    }

    [Test]
    public async Task Write_AfterACrashInTheMiddleOfALine_BeginsANewOne()
    {
        await WriteAsync(Make("a"));
        await File.AppendAllTextAsync(Path, "{\"v\":1,\"ti");
        await WriteAsync(Make("b"));
        var lines = await File.ReadAllLinesAsync(Path);
        Assert.That(lines[1], Is.EqualTo("{\"v\":1,\"ti"));
        Assert.That(JsonElement.Parse(lines[2]).GetProperty("unit").GetString(), Is.EqualTo("b"));
    }

    [Test]
    public async Task Write_FileThatAnotherHas_ThrowsAndWorksLater()
    {
        using var sink = new JsonLinesExposureSink(Path);
        using (var other = new JsonLinesExposureSink(Path))
        {
            await other.WriteAsync(new[] { Make("a") }, default);
            Assert.That(async () => await sink.WriteAsync(new[] { Make("b") }, default), Throws.InstanceOf<TimeoutException>());
        }

        await sink.WriteAsync(new[] { Make("b") }, default);
        Assert.That(await UnitsAsync(), Is.EqualTo(["a", "b"]));
    }

    [Test]
    public async Task Write_TrackedEvents_AreBesideExposures()
    {
        using (var sink = new JsonLinesExposureSink(Path))
        {
            await sink.WriteAsync(new[] { Make("a") }, default);
            await sink.WriteAsync(new[] { Tracked("a", "order_placed", 49.9), Tracked("b", "visited", null) }, default);
            await sink.WriteAsync(new[] { Make("b") }, default);
        }

        var lines = await File.ReadAllLinesAsync(Path);
        Assert.That(lines[1], Is.EqualTo(
            """{"v":1,"time":"2026-11-20T12:00:00Z","unit":"a","event":"order_placed","value":49.9"""
                + ""","id":"00000007-0000-0000-0000-000000000000"}"""));
        Assert.That(lines[2], Does.Contain("\"event\":\"visited\",\"id\""));
        Assert.That(await UnitsAsync(), Is.EqualTo(["a", "a", "b", "b"]));
    }

    [Test]
    public void Write_AnyTrackedEvents_ReadBackAsWritten() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(NonNull<string>, NormalFloat, Guid)[]>(), given =>
        {
            TrackedEvent[] events =
                [.. given.Select(g => Tracked(Whole(g.Item1.Get), Whole(g.Item1.Get), g.Item2.Get) with { Id = g.Item3 })];
            var lines = Encoding.UTF8.GetString(new ExposureLineWriter().Write(events).Span)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines.Select(line => ReadTracked(JsonElement.Parse(line))).SequenceEqual(events);
        }).Check(Config.QuickThrowOnFailure);

    private static TrackedEvent Tracked(string unit, string name, double? value) => new()
    {
        SchemaVersion = TrackedEvent.CurrentSchemaVersion,
        Id = new Guid(7, 0, 0, new byte[8]),
        Time = Noon,
        Unit = unit,
        Name = name,
        Value = value,
    };

    private static TrackedEvent ReadTracked(JsonElement line) => new()
    {
        SchemaVersion = line.GetProperty("v").GetInt32(),
        Id = line.GetProperty("id").GetGuid(),
        Time = line.GetProperty("time").GetDateTimeOffset(),
        Unit = line.GetProperty("unit").GetString()!,
        Name = line.GetProperty("event").GetString()!,
        Value = line.TryGetProperty("value", out var value) ? value.GetDouble() : null,
    };

    private static Exposure Make(string unit) => new()
    {
        SchemaVersion = Exposure.CurrentSchemaVersion,
        Time = Noon,
        Unit = unit,
        Flag = "f",
        Variant = "on",
        RolloutId = "f/production/*/0",
        Stage = 2,
        Arm = RolloutArm.Treatment,
    };

    /// <summary>Texts everywhere, and two outcomes in turn.</summary>
    private static Exposure Made(string text, int i) => new()
    {
        SchemaVersion = i,
        Time = Noon.AddTicks(i * 1_000L),
        Unit = text,
        Flag = $"f{text}",
        Variant = $"v{text}",
        RolloutId = $"r{text}",
        Stage = i % 3,
        Arm = i % 2 == 0 ? RolloutArm.Treatment : RolloutArm.Control,
    };

    private static Exposure Read(JsonElement line) => new()
    {
        SchemaVersion = line.GetProperty("v").GetInt32(),
        Time = line.GetProperty("time").GetDateTimeOffset(),
        Unit = line.GetProperty("unit").GetString()!,
        Flag = line.GetProperty("flag").GetString()!,
        Variant = line.GetProperty("variant").GetString()!,
        RolloutId = line.GetProperty("rollout").GetString()!,
        Stage = line.GetProperty("stage").GetInt32(),
        Arm = line.GetProperty("arm").GetString() == "control" ? RolloutArm.Control : RolloutArm.Treatment,
    };

    /// <summary>Half a surrogate pair has no UTF-8.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private async Task<JsonElement[]> LinesAsync() => [.. (await File.ReadAllLinesAsync(Path)).Select(line => JsonElement.Parse(line))];

    private async Task WriteAsync(params Exposure[] exposures)
    {
        using var sink = new JsonLinesExposureSink(Path);
        await sink.WriteAsync(exposures, default);
    }

    private async Task<string[]> UnitsAsync()
    {
        await using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line).GetProperty("unit").GetString()!)];
    }
}
