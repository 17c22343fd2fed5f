using Dataface.Flags.Providers;

namespace Dataface.Flags.Testing.Tests;

/// <summary>A test that forces a flag which nothing asks for proves less than it seems to.</summary>
[TestFixture, NonParallelizable]
internal sealed class UnseenForceTests
{
    private const int Unseen = 9000;
    private const string Why =
        "was forced, but nothing evaluated it. Is its key what the code asks for, and does the code ask these flags?";

    private LogRecorder _log = null!;
    private StringWriter _errors = null!;
    private TextWriter _console = null!;
    private TestFlags _flags = null!;

    private IEnumerable<string> Told => _log.Events.Where(logged => logged.Id == Unseen).Select(logged => logged.Text);

    [SetUp]
    public async Task Start()
    {
        (_console, _errors, _log) = (Console.Error, new(), new());
        Console.SetError(_errors);
        _flags = await TestFlags.StartAsync(_ => { }, _log);
    }

    [TearDown]
    public void Restore()
    {
        _flags.Dispose();
        Console.SetError(_console);
        _errors.Dispose();
        _log.Dispose();
    }

    [TestCase(ForceScope.Flow)]
    [TestCase(ForceScope.Everywhere)]
    public void Force_NothingEvaluatesTheFlag_IsLogged(ForceScope scope)
    {
        using (_flags.Force("chekout-v2", true, scope)) Assert.That(_flags.IsEnabled("checkout-v2"), Is.False);
        Assert.That(Told, Is.EqualTo(new[] { $"The flag 'chekout-v2' {Why}" }));
        Assert.That(_errors.ToString(), Is.Empty);
    }

    [TestCase(ForceScope.Flow)]
    [TestCase(ForceScope.Everywhere)]
    public void Force_SomethingEvaluatesTheFlag_IsNotLogged(ForceScope scope)
    {
        using (_flags.Force("checkout-v2", true, scope)) Assert.That(_flags.IsEnabled("checkout-v2"));
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public void Force_EndedTwice_IsLoggedOnce()
    {
        var force = _flags.Force("checkout-v2", true);
        force.Dispose();
        force.Dispose();
        Assert.That(Told, Has.Exactly(1).Items);
    }

    [Test]
    public void Force_InsideAnotherOfTheSameFlag_NeitherIsLogged()
    {
        using (_flags.Force("checkout-v2", false))
        using (_flags.Force("checkout-v2", true)) Assert.That(_flags.IsEnabled("checkout-v2"));
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public async Task Force_KilledFlagIsEvaluated_IsNotLogged()
    {
        using (_flags.Force("checkout-v2", true))
        {
            await _flags.KillSwitch.KillAsync(new() { Flag = "checkout-v2", By = "t", Reason = "t" });
            Assert.That(_flags.IsEnabled("checkout-v2"), Is.False);
        }

        Assert.That(Told, Is.Empty);
    }

    [Test]
    public void Force_AskedForInAListForAFrontEnd_IsNotLogged()
    {
        using (_flags.Force("checkout-v2", true))
            Assert.That(_flags.EvaluateAll(["checkout-v2"]).Flags["checkout-v2"].Variant, Is.EqualTo("on"));
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public async Task Force_FlagThatAnotherRequires_IsNotLogged()
    {
        await using var flags = await TestFlags.StartAsync(
            o =>
            {
                o.Environment = "production";
                o.TimeProvider = new ManualTimeProvider();
                o.AddProvider(new InMemoryFlagConfigProvider(ShopDocument.Json));
            },
            _log);
        using (flags.Force("checkout-v2", true)) Assert.That(flags.IsEnabled("gift-cards"));
        Assert.That(Told, Is.Empty);
    }

    [Test]
    public void Force_WithoutALogger_IsReportedOnStandardError()
    {
        using var flags = new TestFlags();
        flags.Force("chekout-v2", true).Dispose();
        Assert.That(_errors.ToString(), Is.EqualTo($"Dataface.Flags: The flag 'chekout-v2' {Why}{Environment.NewLine}"));
    }

    [Test]
    public void AmbientForce_FlagNeverEvaluated_IsReportedOnStandardError()
    {
        AmbientFlags.Force("chekout-v2", true).Dispose();
        Assert.That(_errors.ToString(), Does.Contain("'chekout-v2' was forced, but nothing evaluated it"));
    }

    [Test]
    public void AmbientForce_FlagsMadeMeanwhileEvaluateIt_IsNotReported()
    {
        using (AmbientFlags.Force("checkout-v2", true))
        {
            using var flags = new TestFlags();
            Assert.That(flags.IsEnabled("checkout-v2"));
        }

        Assert.That(_errors.ToString(), Is.Empty);
    }
}
