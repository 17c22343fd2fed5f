using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Callers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Access;

/// <summary>The one place that says who may do what: complete, and the same as the page that people read.</summary>
[TestFixture]
internal sealed partial class AccessTableTests
{
    private static readonly string[] Programs = ["/api/", "/ofrep/", "/healthz/", "/openapi/"];

    [Test]
    public async Task Lines_AllRoutesOfTheServer_AreListedAndNoOther()
    {
        await using var server = await TestServer.StartAsync();
        var routes = server.App.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(
            method => AccessTable.NameOf(method, e.RoutePattern.RawText!)));
        Assert.That(AccessTable.All.Keys, Is.EquivalentTo(routes));
    }

    [Test]
    public async Task Route_WithoutALine_KeepsTheServerFromStarting()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        var routes = app.MapGroup("");
        AccessTable.Apply(routes);
        routes.MapGet("/api/secrets", () => "all of them");
        Assert.That(
            () => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList(),
            Throws.InvalidOperationException.With.Message.StartsWith("AccessTable has no line 'GET /api/secrets'"));
    }

    [Test]
    public void Page_OfRoutes_SaysWhatTheTableSays()
    {
        var lines = AccessTable.All.Where(line => Programs.Any(p => line.Key.Contains(" " + p, StringComparison.Ordinal)))
            .Select(line => $"| `{line.Key}` | {ScopeOf(line.Value)} | {Words(line.Value.Environment)} | {Words(line.Value.Team)} |")
            .ToList();
        var page = File.ReadAllText(TestFile.Path("docs", "server.md"));
        var rows = Row().Matches(page).Select(row => row.Value).ToList();
        Assert.That(rows, Is.EquivalentTo(lines), "docs/server.md, section Routes: write\n" + string.Join('\n', lines));
    }

    private static string ScopeOf(ScopeRequirement line) => line.Scope == Scope.None ? "none" : ScopeNames.Of(line.Scope);

    private static string Words(EnvironmentRule rule) => rule switch
    {
        EnvironmentRule.Named => "named",
        EnvironmentRule.OfKey => "the key's",
        EnvironmentRule.Narrowed => "its own",
        EnvironmentRule.OfServer => "the server's",
        EnvironmentRule.All => "all",
        _ => "–",
    };

    private static string Words(TeamRule rule) => rule switch
    {
        TeamRule.Named => "named",
        TeamRule.NamedOfNone => "named, of none",
        TeamRule.Narrowed => "its own",
        TeamRule.All => "all",
        _ => "–",
    };

    [GeneratedRegex(@"^\| `(?:GET|POST|PUT|DELETE) /[^`]*` \|[^|\n]*\|[^|\n]*\|[^|\n]*\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
