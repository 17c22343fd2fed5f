using Dataface.Flags.Tests;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>Numbers of a request mean themselves and no neighbour; one that cannot be kept equals nothing.</summary>
[TestFixture]
internal sealed class ExactNumberTests
{
    private TemporaryFolder _folder = null!;
    private OfrepHost _host = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _folder = new TemporaryFolder();
        File.WriteAllText(_folder["flags.json"], $$"""
            { "schema": 1, "flags": {
              "account": { {{Life}}, "environments": { "production": { "rules": [ { "name": "r",
              "when": { "attribute": "account", "in": [1234567890123456789, 9007199254740992, 1e19] }, "serve": "on" } ] } } },
              "others": { {{Life}}, "environments": { "production": { "rules": [ { "name": "r",
              "when": { "attribute": "account", "notIn": [1234567890123456789] }, "serve": "on" } ] } } },
              "limit": { {{Life}}, "variants": { "off": 1, "on": 9007199254740993 }, "offVariant": "off",
              "environments": { "production": { "serve": "on" } } } } }
            """);
        _host = await OfrepHost.StartAsync(_folder["flags.json"]);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase("1234567890123456789", "true", "false")]
    [TestCase("1234567890123456789.0", "true", "false")]
    [TestCase("12345678901234567890e-1", "true", "false")]
    [TestCase("1234567890123456788", "false", "true")]
    [TestCase("1234567890123456790", "false", "true")]
    [TestCase("1234567890123456768.0", "false", "true")]
    [TestCase("9007199254740993", "false", "true")]
    [TestCase("9007199254740993.0", "false", "true")]
    [TestCase("10000000000000000000", "true", "true")]
    [TestCase("10000000000000000001", "false", "true")]
    [TestCase("9007199254740992.00000000000000000001", "false", "true")]
    [TestCase("1e19", "true", "true")]
    [TestCase("1e400", "false", "false")]
    public async Task Evaluate_NumberInTheContext_MatchesExactlyOrNever(string number, string isIn, string isNotIn)
    {
        var context = $$"""{"targetingKey":"u","account":{{number}}}""";
        Assert.That((await _host.EvaluateAsync("account", context))["value"], Is.EqualTo(isIn), "in");
        Assert.That((await _host.EvaluateAsync("others", context))["value"], Is.EqualTo(isNotIn), "not in");
    }

    [Test]
    public async Task Evaluate_LargeInteger_IsAnsweredInItsDigits() =>
        Assert.That((await _host.EvaluateAsync("limit", """{"targetingKey":"u"}""")).Body, Does.Contain("\"value\":9007199254740993"));

    private static string Life => "\"owner\": \"t\", \"created\": \"2026-11-20\", \"expires\": \"2027-02-01\"";
}
