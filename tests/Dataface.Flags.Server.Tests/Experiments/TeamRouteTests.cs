using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>
/// Every route of experiments and every page of the board, found in the server itself: a new one that lets teams see each other's fails
/// here.
/// </summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed partial class TeamRouteTests(bool isPostgres)
{
    private TeamWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await TeamWorld.StartAsync(isPostgres);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    [Test]
    [Rule("a team sees its own experiments")]
    public async Task Routes_ThatNameAnExperiment_AnswerForAnotherTeamsAsForAMissingOne()
    {
        var routes = Routes().Where(route => Named().IsMatch(route.Pattern)).ToList();
        Assert.That(routes, Has.Count.GreaterThanOrEqualTo(10));
        Assert.That(routes.Select(route => route.Pattern), Has.Some.StartsWith("/api/").And.Some.StartsWith("/experiments/"));
        foreach (var route in routes)
        {
            var foreign = WebUtility.HtmlDecode(await AskAsync(route, TeamWorld.Foreign));
            var missing = WebUtility.HtmlDecode(await AskAsync(route, "no-such-page"));
            Assert.That(foreign, Is.EqualTo(missing.Replace("no-such-page", TeamWorld.Foreign, StringComparison.Ordinal)),
                route.ToString());
            Assert.That(foreign, Does.StartWith("404 ").And.Contain($"There is no experiment '{TeamWorld.Foreign}'"), route.ToString());
            Assert.That(await AskAsync(route, TeamWorld.Own), Does.Not.Contain("There is no experiment"), $"{route}, of the team");
        }
    }

    [Test]
    public async Task Routes_ThatNameNone_ShowNothingOfAnotherTeam()
    {
        var routes = Routes().Where(route => !Named().IsMatch(route.Pattern)).ToList();
        var changes = routes.Where(r => r.Method != "GET" && r.Pattern.Contains("experiments", StringComparison.Ordinal))
            .Select(r => $"{r.Method} {r.Pattern}");
        Assert.That(changes, Is.EqualTo(new[] { "POST /api/experiments" }), "another one needs a test of its own in TeamTests");
        foreach (var route in routes.Where(route => route.Method == "GET"))
        {
            var shown = await AskAsync(route, "");
            Assert.That(shown, Does.Not.Contain(TeamWorld.Mark), route.Pattern);
            if (route.Pattern is not ("/api/experiments" or "/api/refreshes" or "/experiments")) continue;
            Assert.That(shown, Does.Contain(TeamWorld.Own), route.Pattern);
            Assert.That(await _world.Server.Admin.GetStringAsync(new Uri(route.Pattern, UriKind.Relative)),
                Does.Contain(TeamWorld.Foreign), "there is something that could show");
        }
    }

    /// <summary>The registry's routes, and those that people look at.</summary>
    private IEnumerable<Route> Routes() => _world.Server.App.Services.GetServices<EndpointDataSource>()
        .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<ScopeRequirement>() is { TakesSession: true }
            || e.RoutePattern.RawText!.Contains("/experiments", StringComparison.Ordinal)
            || e.RoutePattern.RawText.Contains("/refreshes", StringComparison.Ordinal))
        .SelectMany(e => e.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => new Route(
            method, $"/{e.RoutePattern.RawText!.Trim('/')}",
            e.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json")));

    private static string Path(string pattern, string id) =>
        Parameter().Replace(
            Named().Replace(pattern, "/experiments/" + id), parameter => parameter.Value == "{environment}" ? "production" : "checkout-v2");

    /// <summary>
    /// The status and what is said; of a page only what stands in its middle, since the rest has a token that is never the same.
    /// </summary>
    private async Task<string> AskAsync(Route route, string id)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), Path(route.Pattern, id));
        if (route.Method != "GET") request.Content = new StringContent("{}", Encoding.UTF8, route.MediaType);
        using var answer = await _world.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {(Middle().Match(text) is { Success: true } main ? main.Value : text)}";
    }

    [GeneratedRegex(@"/experiments/\{[^}]+\}")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private sealed record Route(string Method, string Pattern, string MediaType);

    [GeneratedRegex("<main.*</main>", RegexOptions.Singleline)]
    private static partial Regex Middle();
}
