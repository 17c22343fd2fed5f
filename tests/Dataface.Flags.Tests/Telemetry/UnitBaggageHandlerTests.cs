using System.Diagnostics;
using Dataface.Flags.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Dataface.Flags.Tests.Telemetry;

/// <summary>Over a real connection: localhost may have the unit; 127.0.0.1, the same server under another name, may not.</summary>
[TestFixture, NonParallelizable]
internal sealed class UnitBaggageHandlerTests
{
    private const string Unit = "user 42, ü";
    private const string UnitOnTheWire = "user%2042%2C%20%C3%BC";

    private LoopbackServer _server = null!;
    private HttpClient _client = null!;

    private Uri Allowed => new($"http://localhost:{_server.Port}/allowed");

    private Uri Other => new($"http://127.0.0.1:{_server.Port}/other");

    [SetUp]
    public void Start()
    {
        _server = new LoopbackServer();
        _client = new HttpClient(new UnitBaggageHandler(["LocalHost"]) { InnerHandler = new SocketsHttpHandler() });
        Baggage.Current = default;
    }

    [TearDown]
    public async Task StopAsync()
    {
        Baggage.Current = default;
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [TestCase(true), TestCase(false), Rule("a unit goes only to hosts that are named")]
    public async Task Send_UnitIsCarried_GoesToTheAllowedHostOnly(bool isAsynchronous)
    {
        UnitBaggage.Carry(EvaluationContext.ForUser(Unit));
        Baggage.Current = Baggage.Current.SetBaggage("tenant", "blue");
        var before = Baggage.Current;
        await SendAsync(Allowed, isAsynchronous);
        await SendAsync(Other, isAsynchronous);
        Assert.Multiple(() =>
        {
            Assert.That(Header("/allowed"), Does.Contain($"{UnitBaggage.Entry}={UnitOnTheWire}").IgnoreCase);
            Assert.That(Header("/other"), Does.Not.Contain(UnitBaggage.Entry));
            Assert.That(Baggage.Current, Is.EqualTo(before), "the caller's baggage is as it was");
            Assert.That(Baggage.Current.GetBaggage(UnitBaggage.Entry), Is.EqualTo(Unit));
        });
    }

    [Test, Rule("a unit goes only to hosts that are named")]
    public async Task Send_InstrumentationBelow_WritesTheUnitForTheAllowedHostOnly()
    {
        using var client = new HttpClient(
            new UnitBaggageHandler(["localhost"]) { InnerHandler = new Instrumentation { InnerHandler = new SocketsHttpHandler() } });
        UnitBaggage.Carry(EvaluationContext.ForUser("user-42"));
        Baggage.Current = Baggage.Current.SetBaggage("tenant", "blue");
        using var other = await client.GetAsync(Other);
        using var allowed = await client.GetAsync(Allowed);
        Assert.That(Header("/other"), Is.EqualTo("tenant=blue"));
        Assert.That(Header("/allowed"), Does.Contain("user-42").And.Contain("tenant=blue"));
    }

    [Test]
    public async Task Send_NothingIsCarried_WritesNoHeader()
    {
        await SendAsync(Allowed);
        Assert.That(_server.Requests.Single().Headers.Select(h => h.Name), Has.None.EqualTo("baggage"));
    }

    [Test, Rule("a unit goes only to hosts that are named")]
    public async Task Send_UnitCameInWithTheRequestBeingServed_IsStrippedAndTheRestIsForwarded()
    {
        using var served = Served();
        await SendAsync(Other);
        Assert.That(Everything("/other"), Does.Not.Contain("forged"));
        Assert.That(Everything("/other"), Does.Contain("tenant"));
    }

    [Test, Rule("a unit goes only to hosts that are named")]
    public async Task Send_UnitCameInAndNothingElse_IsStripped()
    {
        using var served = new Activity("served").SetIdFormat(ActivityIdFormat.W3C).AddBaggage(UnitBaggage.Entry, "forged").Start();
        await SendAsync(Other);
        Assert.That(Everything("/other"), Does.Not.Contain("forged"));
    }

    /// <summary>What the handler is for: .NET by itself passes on what came in.</summary>
    [Test]
    public async Task Send_WithoutTheHandler_WhatCameInGoesToEveryHost()
    {
        using var served = Served();
        using var plain = new HttpClient();
        using var response = await plain.GetAsync(Other);
        Assert.That(Everything("/other"), Does.Contain("forged"));
    }

    [Test]
    public async Task Send_UnitOfOursAndOneThatCameIn_TheAllowedHostGetsOurs()
    {
        using var served = Served();
        UnitBaggage.Carry(EvaluationContext.ForUser("ours"));
        await SendAsync(Allowed);
        Assert.That(Header("/allowed"), Does.Contain($"{UnitBaggage.Entry}=ours").And.Contain("tenant").And.Not.Contain("forged"));
    }

    [TestCase("baggage"), TestCase("Correlation-Context"), Rule("a unit goes only to hosts that are named")]
    public async Task Send_UnitInAHeader_IsTakenOutAndTheRestStays(string header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Other);
        request.Headers.TryAddWithoutValidation(header, $"tenant=blue, {UnitBaggage.Entry}=user-42;p=1");
        request.Headers.TryAddWithoutValidation(header, "dataface%2Eflags%2Eunit=user-42");
        using var response = await _client.SendAsync(request);
        Assert.That(_server.Requests.Single().Header(header), Is.EqualTo("tenant=blue"));
    }

    [Test]
    public async Task Send_ManyAtOnce_NoneLeaksToTheOtherHost()
    {
        UnitBaggage.Carry(EvaluationContext.ForUser("user-42"));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => SendAsync(i % 2 == 0 ? Allowed : Other)));
        Assert.That(_server.Requests.Where(r => r.Path == "/other").Select(r => r.Header("baggage")), Has.None.Contains("user-42"));
        Assert.That(_server.Requests.Where(r => r.Path == "/allowed").Select(r => r.Header("baggage")), Has.All.Contains("user-42"));
    }

    [TestCase("http://basket"), TestCase("basket:80"), TestCase("basket/x"), TestCase("*.basket"), TestCase("")]
    public void Hosts_Invalid_AreRefused(string host) =>
        Assert.That(() => new UnitBaggageHandler(["fine", host]).Dispose(),
            Throws.ArgumentException.With.Message.Contains("is not a host name"));

    /// <summary>Writes all of the current baggage, as OpenTelemetry's instrumentation of HTTP clients does.</summary>
    private sealed class Instrumentation : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            new BaggagePropagator().Inject(new PropagationContext(default, Baggage.Current), request, static (message, name, value) =>
            {
                message.Headers.Remove(name);
                message.Headers.TryAddWithoutValidation(name, value);
            });
            return base.SendAsync(request, cancellationToken);
        }
    }

    private static Activity Served() => new Activity("served").SetIdFormat(ActivityIdFormat.W3C)
        .AddBaggage("tenant", "blue").AddBaggage(UnitBaggage.Entry, "forged").Start();

    private async Task SendAsync(Uri address, bool isAsynchronous = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = isAsynchronous ? await _client.SendAsync(request) : _client.Send(request);
    }

    private string Header(string path) => _server.Requests.Single(r => r.Path == path).Header("baggage");

    private string Everything(string path) => string.Join('\n', _server.Requests.Single(r => r.Path == path).Headers);
}
