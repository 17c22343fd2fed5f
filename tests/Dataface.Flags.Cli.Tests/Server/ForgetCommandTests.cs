using System.Text;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>An operator tells the server which instances are gone.</summary>
[TestFixture]
internal sealed class ForgetCommandTests
{
    private ManualTimeProvider _time = null!;
    private RunningServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        _server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time));
        Assert.That((await _server.RunAsync("publish", _server.Write("f.json", 25), "-r", "first")).Code, Is.EqualTo(ExitCode.Ok));
        await ReportAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test, Rule("operators can believe the answer")]
    public async Task Forget_SilentInstanceByItsName_KeepsNoKillUnconfirmed()
    {
        _time.JumpTo(_time.GetUtcNow().AddMinutes(3));
        Assert.That((await _server.RunAsync("kill", "f", "-r", "errors")).Code, Is.EqualTo(ExitCode.Unconfirmed));
        var name = await NameAsync();
        var (code, output, error) = await _server.RunAsync("instances", "forget", name, "-r", "its host is gone", "--by", "ops");
        Assert.That(code, Is.EqualTo(ExitCode.Ok), error);
        Assert.That(output, Is.EqualTo($"{name} is forgotten in production. If it reports again, it is listed again.\n"));
        Assert.That((await _server.RunAsync("instances")).Output, Does.StartWith("0 instances in production"));
        Assert.That((await _server.RunAsync("kill", "f", "-r", "errors")).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That((await _server.RunAsync("history", "--action", "configure")).Output, Does.Contain("its host is gone"));
    }

    [Test]
    public async Task Forget_ByItsIdAsJson_AnswersWhatTheServerSays()
    {
        _time.JumpTo(_time.GetUtcNow().AddMinutes(3));
        var id = (await _server.JsonAsync("instances")).GetProperty("instances")[0].GetProperty("id").GetString()!;
        var forgotten = await _server.JsonAsync("instances", "forget", id, "-r", "gone");
        Assert.That(forgotten.GetProperty("id").GetString(), Is.EqualTo(id));
        var (code, _, error) = await _server.RunAsync("instances", "forget", id, "-r", "gone");
        Assert.That(code, Is.EqualTo(ExitCode.Refused));
        Assert.That(error, Does.Contain($"404: Not found. There is no instance '{id}' in 'production'"));
    }

    [Test]
    public async Task Forget_InstanceThatStillReports_IsRefusedInTheServersWords()
    {
        var (code, _, error) = await _server.RunAsync("instances", "forget", await NameAsync(), "-r", "gone");
        Assert.That(code, Is.EqualTo(ExitCode.Refused));
        Assert.That(error, Does.Contain("so its next report would list it again. Shut it down"));
    }

    [Test]
    public async Task Forget_NameOfNoInstance_SaysWhereToLook()
    {
        var (code, _, error) = await _server.RunAsync("instances", "forget", "shop/none", "-r", "gone");
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(error, Is.EqualTo(
            "There is no instance 'shop/none' in production. 'dataface-flags instances' lists those that there are.\n"));
    }

    [Test]
    public async Task Forget_NameOfTwoInstances_AsksForTheIdOfOne()
    {
        var instances = _server.Services.GetRequiredService<KnownInstances>().Of("production");
        var report = new InstanceReport("production", "till", "1", "x", _time.GetUtcNow(), 1, "", 0);
        foreach (var last in new[] { "1", "2" })
        {
            var id = Guid.Parse($"2f9c9a51-5c3c-4a0e-9d0e-6d6b2f6c4f1{last}");
            instances.TryTake(new() { Id = id, Key = "tills", Report = report, HeardAt = _time.GetTimestamp() }, isOwn: true);
        }

        var (code, _, error) = await _server.RunAsync("instances", "forget", "till/2f9c", "-r", "gone");
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(error, Does.StartWith("2 instances in production are called 'till/2f9c'. Write the id of one: 2f9c9a51-"));
    }

    [Test]
    public async Task Forget_WithoutAReason_IsRefusedByTheTool()
    {
        var (code, _, error) = await _server.RunAsync("instances", "forget", "shop/none");
        Assert.That(code, Is.EqualTo(ExitCode.Usage));
        Assert.That(error, Does.Contain("--reason"));
    }

    private async Task<string> NameAsync() =>
        (await _server.JsonAsync("instances")).GetProperty("instances")[0].GetProperty("name").GetString()!;

    private async Task ReportAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        using var report = new StringContent("""
            {"environment":"production","service":"shop","version":"1","sdk":"x","started":"2026-01-01T00:00:00Z",
             "sequence":1,"lineage":"","applied":0}
            """, Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri("/api/instances", UriKind.Relative), report)).EnsureSuccessStatusCode().Dispose();
    }
}
