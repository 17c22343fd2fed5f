using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

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
    [TestCase("guard/evidence?rollout=x&number=1&start=noon&from=0", "'start' has the wrong form: 'noon'")]
    public async Task Query_ThatCannotBeMeant_IsRefusedWithWhatIsWrong(string address, string says)
    {
        using var answer = await _server.Admin.GetAsync(new Uri("/api/" + address, UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("code").GetString(), Is.EqualTo("malformed"));
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain(says));
    }

    [Test]
    public async Task History_OfAnEnvironmentThatIsNotKnown_NamesThoseThatAre()
    {
        using var answer = await _server.Admin.GetAsync(new Uri("/api/flags/history?environment=prodution", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("those known are: production"));
    }
}
