using System.Text.Json.Nodes;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>All flags at once, and whether anything has changed since.</summary>
[TestFixture]
internal sealed class BulkEvaluationTests
{
    private const string User = """{"targetingKey":"user-42","sessionId":"s"}""";

    private OfrepHost _host = null!;

    [SetUp]
    public async Task Start() => _host = await OfrepHost.StartAsync(OfrepHost.Own, OfrepHost.Storefront);

    [TearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task EvaluateAll_Always_HasEveryFlagWithItsSingleAnswer()
    {
        var bulk = await _host.EvaluateAllAsync(User);

        Assert.That(bulk.Status, Is.EqualTo(200), bulk.Body);
        OfrepContract.AssertValid(OfrepContract.BulkSuccess, bulk.Body);
        var defined = new[] { OfrepHost.Own, OfrepHost.Storefront }.SelectMany(
            file => JsonNode.Parse(File.ReadAllText(file))!["flags"]!.AsObject().Select(f => f.Key));
        var given = bulk.Json["flags"]!.AsArray().Select(f => (string)f!["key"]!).ToList();
        Assert.That(given, Is.EquivalentTo(defined));
        Assert.That((string?)bulk.Json["metadata"]!["flagSetId"], Is.EqualTo("production"));
        Assert.That((string?)bulk.Json["metadata"]!["version"], Is.EqualTo(_host.Flags.Pin().Revision));
        foreach (var key in given)
        {
            var single = (await _host.EvaluateAsync(key, User)).Json.AsObject();
            single["metadata"]!.AsObject().Remove("flagSetId");
            single["metadata"]!.AsObject().Remove("version");
            Assert.That(bulk.Of(key).ToJsonString(), Is.EqualTo(single.ToJsonString()));
        }
    }

    [Test]
    public async Task EvaluateAll_FlagWhoseUnitIsMissing_FailsAloneAndStays()
    {
        var bulk = await _host.EvaluateAllAsync("""{"targetingKey":"user-42"}""");
        OfrepContract.AssertValid(OfrepContract.BulkSuccess, bulk.Body);
        OfrepContract.AssertValid(OfrepContract.Failure, bulk.Of("by-session").ToJsonString());
        Assert.That((string?)bulk.Of("by-session")["errorCode"], Is.EqualTo("TARGETING_KEY_MISSING"));
        Assert.That((bool)bulk.Of("everybody")["value"]!, Is.True);
    }

    [Test]
    public async Task EvaluateAll_TagOfTheSameAnswer_304WithoutBody()
    {
        var first = await _host.EvaluateAllAsync(User);
        Assert.That(first.Tag, Does.Match("^\"[0-9a-f]{16}\"$"));
        var bare = first.Tag!.Trim('"');
        foreach (var tag in new[] { first.Tag, bare, $"W/{first.Tag}", $"\"other\", {first.Tag}" })
        {
            var again = await _host.EvaluateAllAsync(User, tag);
            Assert.That((again.Status, again.Body, again.Tag), Is.EqualTo((304, "", first.Tag)), tag);
        }

        foreach (var tag in new[] { "*", "\"\"", "\"other\"", bare[..^1] })
        {
            Assert.That((await _host.EvaluateAllAsync(User, tag)).Status, Is.EqualTo(200), tag);
        }
    }

    /// <summary>A client that polls learns of a window's edge, though no document and no state has changed.</summary>
    [Test]
    public async Task EvaluateAll_WindowOpens_OtherTag()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        await using var host = await OfrepHost.StartAsync(await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.TimeProvider) = ("production", time);
            o.AddProvider(new InMemoryFlagConfigProvider("""
                { "schema": 1, "flags": { "sale": { "owner": "t", "created": "2026-11-01", "expires": "2027-01-01", "environments": {
                    "production": { "rules": [ { "name": "r", "when": { "from": "2026-11-20T12:30:00Z" }, "serve": "on" } ] } } } } }
                """));
        }));
        var first = await host.EvaluateAllAsync(User);
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.That((await host.EvaluateAllAsync(User, first.Tag)).Status, Is.EqualTo(304));
        time.Advance(TimeSpan.FromMinutes(1));
        var second = await host.EvaluateAllAsync(User, first.Tag);
        Assert.That(second.Status, Is.EqualTo(200));
        Assert.That((bool)second.Of("sale")["value"]!, Is.True);
    }

    [Test]
    public async Task EvaluateAll_OtherContextStateOrDefinitions_OtherTag()
    {
        using var folder = new Dataface.Flags.Tests.TemporaryFolder();
        File.Copy(OfrepHost.Own, folder["flags.json"]);
        await using var host = await OfrepHost.StartAsync(folder["flags.json"]);
        var first = await host.EvaluateAllAsync(User);

        var context = await host.EvaluateAllAsync("""{"targetingKey":"user-42","sessionId":"s","beta":true}""", first.Tag);
        await host.Flags.KillSwitch.KillAsync(new() { Flag = "everybody", By = "me", Reason = "test" });
        var state = await host.EvaluateAllAsync(User, first.Tag);
        await host.Flags.KillSwitch.RestoreAsync(new() { Flag = "everybody", By = "me", Reason = "test" });
        Assert.That((await host.EvaluateAllAsync(User, first.Tag)).Status, Is.EqualTo(304), "the restore brings the first answer back");

        await File.WriteAllTextAsync(folder["flags.json"],
            (await File.ReadAllTextAsync(OfrepHost.Own)).Replace("hidden-description", "another", StringComparison.Ordinal));
        await using var edited = await OfrepHost.StartAsync(folder["flags.json"]);
        var definitions = await edited.EvaluateAllAsync(User, first.Tag);

        Assert.That(new[] { context.Status, state.Status, definitions.Status }, Is.All.EqualTo(200));
        Assert.That(new[] { first.Tag, context.Tag, state.Tag, definitions.Tag }, Is.Unique);
    }

    [Test]
    public async Task EvaluateAll_AnotherServerWithTheSameFlags_TheSameTag()
    {
        await using var replica = await OfrepHost.StartAsync(OfrepHost.Own, OfrepHost.Storefront);
        var first = await _host.EvaluateAllAsync(User);
        Assert.That((await replica.EvaluateAllAsync(User, first.Tag)).Status, Is.EqualTo(304));
    }

    [Test]
    public async Task EvaluateAll_UnusedFlags_AreNotCounted()
    {
        await _host.EvaluateAllAsync(User);
        Assert.That(_host.Flags.ReadCounts().Sum(c => c.Count), Is.Zero);
    }
}
