using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Access;

namespace Dataface.Flags.Server.Tests.Problems;

/// <summary>A query that cannot be meant is refused with what is wrong with it, and not answered as if nothing had been found.</summary>
[TestFixture]
internal sealed class QueryFaultTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("flags/history?limit=ten", "'limit' has the wrong form")]
    [TestCase("flags/history?limit=99999999999", "'limit' has the wrong form, is too large")]
    [TestCase("flags/history?limit=1&limit=2", "'limit' has the wrong form, is too large, or is given twice")]
    [TestCase("flags/history?limit=1&before=9223372036854775808", "One of 'limit', 'before' has the wrong form")]
    [TestCase("flags/history?action=kil", "'action' is none of: kill, restore,")]
    [TestCase("incident?minutes=1e400", "'minutes' has the wrong form")]
    [TestCase("usage?hours=1000000000000", "'hours' has the wrong form")]
    [TestCase("experiments?status=runing", "'status' is none of: draft, approved, running,")]
    [TestCase("instances/confirmation", "'sequence' is missing. Send it")]
    [TestCase("flags/history?flg=checkout", "There is no parameter 'flg' here. Did you mean 'flag'?")]
    [TestCase("flags/history?Flag=checkout&envirnment=production", "Did you mean 'environment'?")]
    [TestCase("instances?servise=shop", "Did you mean 'service'?")]
    [TestCase("experiments?owner=me", "There is no parameter 'owner' here. There are: status.")]
    [TestCase("experiments/service-levels?days=7", "There is no parameter 'days' here, nor any other. Leave it out.")]
    [TestCase("usage?%E2%80%AEhours=1", "There is no parameter '\\u202Ehours' here. Did you mean 'hours'?")]
    [TestCase("guard/evidence?rollout=x&number=1&start=noon&from=0", "'start' has the wrong form: 'noon'")]
    public async Task Query_ThatCannotBeMeant_IsRefusedWithWhatIsWrong(string address, string says)
    {
        using var answer = await _server.Admin.GetAsync(new Uri("/api/" + address, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("malformed"));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(says));
    }

    /// <summary>Each page that people read says so; what SDKs follow takes what later ones may add.</summary>
    [TestCaseSource(nameof(Reads))]
    [Rule("a misspelt filter is not left out without a word")]
    public async Task Query_ParameterThatTheRouteDoesNotTake_IsRefused(string route)
    {
        var address = route.Replace("{number}", "1", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal)
            .Replace("{key}", "x", StringComparison.Ordinal);
        using var answer = await _server.Admin.GetAsync(new Uri(address + "?nonsense=1", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("There is no parameter 'nonsense' here"));
    }

    [Test, Rule("a kill is never refused for a slip")]
    public async Task Kill_WithAParameterThatThereIsNot_IsDone()
    {
        using var answer = await _server.Admin.PostAsJsonAsync(
            "/api/flags/checkout/kill?wiat=5", new { environment = "production", reason = "errors", by = "ops" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private static IEnumerable<string> Reads => AccessTable.All
        .Where(line => line.Key.StartsWith("GET /api/", StringComparison.Ordinal) && line.Value is
        {
            Limit: RequestKind.Read,
            Environment: not EnvironmentRule.Named,
        })
        .Select(line => line.Key["GET ".Length..]);

    [Test]
    public async Task History_OfAnEnvironmentThatIsNotKnown_NamesThoseThatAre()
    {
        using var answer = await _server.Admin.GetAsync(new Uri("/api/flags/history?environment=prodution", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("those known are: production"));
    }
}
