using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>What the tool says of evaluations that a server has heard of.</summary>
[TestFixture]
internal sealed class UsageCommandTests
{
    private readonly Guid _instance = Guid.NewGuid();
    private ManualTimeProvider _clock = null!;
    private RunningServer _server = null!;
    private long _number;

    [SetUp]
    public async Task StartServer()
    {
        _clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        _server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        Assert.That((await _server.RunAsync("publish", _server.Write("f.json", 25), "-r", "first")).Code, Is.EqualTo(ExitCode.Ok));
    }

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Usage_BeforeAnybodyHasReported_SaysSo()
    {
        var (code, output, _) = await _server.RunAsync("usage");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.Contain("never").And.Contain("No service has reported usage to this server yet."));
        Assert.That((await _server.RunAsync("stale")).Output, Does.StartWith("no stale flags\nNo service has reported usage"));
    }

    [Test]
    public async Task Usage_OfAllFlagsAndOfOne_NamesServicesVariantsAndUndefinedKeys()
    {
        await ReportAsync(new("f", "on", "rollout", 12), new("f", "off", "outside_rollout", 3), new("misspelt", "", "flag_not_found", 2));
        var (_, all, _) = await _server.RunAsync("usage");
        Assert.That(all, Does.Match("f +│? *15 .*off 3, on 12.*shop").And.Match("misspelt .*no document defines it"));
        Assert.That(all, Does.Contain("Within 24 h; counted since "));
        var (_, one, _) = await _server.RunAsync("usage", "f", "--by", "minute", "--service", "shop");
        Assert.That(one, Does.Contain("evaluations: 15\nvariants: off 3, on 12\nreasons: rollout 12, outside_rollout 3\n"));
        var json = await _server.JsonAsync("usage", "f", "--hours", "2");
        Assert.That(json.GetProperty("points").GetArrayLength(), Is.EqualTo(2));
        Assert.That((await _server.RunAsync("usage", "nobody")).Code, Is.EqualTo(ExitCode.Refused));
        Assert.That((await _server.RunAsync("usage", "--by", "minute")).Code, Is.EqualTo(ExitCode.Usage));
        Assert.That((await _server.RunAsync("usage", "f", "--by", "day")).Code, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task Stale_OnAServer_NamesUnevaluatedFlagsOnceHeardForLongEnough()
    {
        // It goes by the server's clock: the tool believes that it is last week.
        await _server.DisposeAsync();
        _clock = new ManualTimeProvider(DateTimeOffset.UtcNow - TimeSpan.FromHours(30));
        _server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        for (var hour = 0; hour < 30; hour++)
        {
            await ReportAsync();
            _clock.Advance(TimeSpan.FromHours(1));
        }

        await ReportAsync();
        Assert.That((await _server.RunAsync("publish", _server.Write("f.json", 25), "-r", "first")).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(
            (await _server.RunAsync("stale")).Output, Does.Contain("which flags nobody has evaluated for 14 days is not known yet"));
        Assert.That((await _server.RunAsync("stale", "--unused-days", "0")).Output, Is.EqualTo("no stale flags\n"));
        Assert.That((await _server.RunAsync("stale", "--unused-days", "90")).Code, Is.EqualTo(ExitCode.Usage));
        var young = _server.Write("n.json", 25, created: -1);
        Assert.That((await _server.RunAsync("publish", young, "-r", "new")).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(
            (await _server.RunAsync("stale", "--unused-days", "1")).Code, Is.EqualTo(ExitCode.Ok), "it may have been there for an hour");
        Assert.That((await _server.RunAsync("publish", _server.Write("f.json", 25), "-r", "old")).Code, Is.EqualTo(ExitCode.Ok));
        var (code, output, _) = await _server.RunAsync("stale", "--unused-days", "1");
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output, Does.Match("unused flag.*owner.*last evaluated").And.Match("f .*t .*never"));
        Assert.That(output, Does.Contain("Usage is counted since "));

        await ReportAsync(new UsageLine("f", "on", "rollout", 1));
        Assert.That((await _server.RunAsync("stale", "--unused-days", "1")).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That((await _server.JsonAsync("stale", "--unused-days", "1")).GetProperty("unused").GetArrayLength(), Is.Zero);
    }

    private Task ReportAsync(params UsageLine[] lines) => _server.Services.GetRequiredService<ServerStorage>().Usage.WriteAsync(
        [new(_instance, ++_number, TimeSpan.Zero, "production", "shop", lines)], default);
}
