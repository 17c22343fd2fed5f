using System.Text.Json;
using Dataface.Flags.Exposures;

namespace Dataface.Flags.Tests.Exposures;

[TestFixture]
internal sealed class JsonLinesExposureSinkTests
{
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
            """{"v":1,"time":"2026-11-20T12:00:00Z","unit":"b","flag":"f","variant":"on","rollout":"f/production/*/0","stage":2,"arm":"treatment"}"""));
    }

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

    private static Exposure Make(string unit) => new()
    {
        SchemaVersion = Exposure.CurrentSchemaVersion,
        Time = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Unit = unit,
        Flag = "f",
        Variant = "on",
        RolloutId = "f/production/*/0",
        Stage = 2,
        Arm = RolloutArm.Treatment,
    };

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
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line).GetProperty("unit").GetString()!)];
    }
}
