using System.Net;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard.Feeding;

/// <summary>Requests to a real server on the loopback, which fails those from the new code.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FlagGuardHandlerTests : IAsyncDisposable
{
    private readonly GuardScenario _given = new();
    private readonly HttpListener _server = new();
    private readonly Task _serving;
    private readonly Uri _address;

    public FlagGuardHandlerTests()
    {
        _address = LoopbackServer.Start(_server);
        _serving = LoopbackServer.ServeAsync(
            _server, path => path.StartsWith("/new", StringComparison.Ordinal) ? 503 : path == "/secret" ? 401 : 200);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Stop();
        await _serving;
        ((IDisposable)_server).Dispose();
        await _given.DisposeAsync();
    }

    [Test]
    public async Task Send_NewCodeGets503_IsCountedAndAborted()
    {
        var client = await _given.StartAsync();
        using var http = new HttpClient(
            new FlagGuardHandler("f", client.Guard) { InnerHandler = new SocketsHttpHandler() })
        { BaseAddress = _address };
        for (var i = 0; i < 300; i++)
        {
            using var scope = client.Guard.BeginScope();
            var isOn = client.IsEnabled("f", EvaluationContext.ForUser($"u{i}"));
            using var response = await http.GetAsync(new Uri(isOn ? "new" : "old", UriKind.Relative));
            scope.Complete(GuardOutcome.Success);
        }

        await client.LookAtGuardsAsync();
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("errors: "));
    }

    [Test]
    public async Task Send_RequestNamesTheUnit_NeedsNoScope()
    {
        _given.Source.Update(GuardScenario.Document("""{ "counters": [ "auth_failure" ] }"""));
        var client = await _given.StartAsync();
        using var http = new HttpClient(
            new FlagGuardHandler("f", client.Guard) { InnerHandler = new SocketsHttpHandler() })
        { BaseAddress = _address };
        for (var i = 0; i < 300; i++)
        {
            var evaluation = client.Evaluate("f", EvaluationContext.ForUser($"u{i}"));
            using var request = new HttpRequestMessage(HttpMethod.Get, evaluation.Value ? "secret" : "old").GuardedBy(evaluation);
            using var response = await http.SendAsync(request);
        }

        await client.LookAtGuardsAsync();
        Assert.That((client.KillSwitch.Kills.Single().Reason, _given.Log.Count(5009)),
            Is.EqualTo((client.KillSwitch.Kills.Single().Reason, 0)));
        Assert.That(client.KillSwitch.Kills.Single().Reason, Does.StartWith("auth_failure: "));
    }

    [Test]
    public async Task Send_NoListener_IsAnError()
    {
        var client = await _given.StartAsync();
        using var http = new HttpClient(new FlagGuardHandler("f", client.Guard) { InnerHandler = new SocketsHttpHandler() });
        var evaluation = client.Evaluate("f", EvaluationContext.ForUser("u1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1/").GuardedBy(evaluation);
        Assert.That(async () => await http.SendAsync(request), Throws.InstanceOf<HttpRequestException>());
        await client.LookAtGuardsAsync();
        var errors = client.Guard.Status.Single().Signals.Single(s => s.Signal == "errors");
        Assert.That(errors.Treatment + errors.Control, Is.EqualTo(1));
    }
}
