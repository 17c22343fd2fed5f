using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Tests.Access;

/// <summary>Every route of the OpenAPI document and every page, asked by every kind of key: what comes is what the table says.</summary>
[TestFixture]
internal sealed partial class AccessMatrixTests
{
    private const string Experiment = "one-page";
    private const string Mark = "zebra";

    private TestServer _server = null!;
    private int _made;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        string[] unlimited = ["--Server:RateLimit:Read=0", "--Server:RateLimit:Change=0", "--Server:RateLimit:Evaluate=0",
            "--Server:RateLimit:Anonymous=0"];
        var admin = new KeyKind(Scope.Read | Scope.Evaluate | Scope.Operate | Scope.Admin | Scope.Report, null, null);
        _server = await TestServer.StartAsync(null, [.. unlimited, .. KeyKind.All.SelectMany((kind, i) => kind.Settings(i))]);
        _server.Admin.DefaultRequestHeaders.Authorization = new("Bearer", admin.Secret);
        (await _server.PublishAsync(Marked(TestDocument.Of("checkout")))).Dispose();
        var experiment = new
        {
            id = Experiment,
            name = "One page",
            hypothesis = "More orders.",
            kpis = new[] { "orders" },
            owner = KeyKind.OwnTeam
        };
        using var added = await _server.Admin.PostAsJsonAsync("/api/experiments", experiment);
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test, Rule("confinement is complete")]
    public async Task Routes_AskedByEveryKindOfKey_AnswerAsTheTableSays()
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var (method, path) in await RoutesAsync())
        {
            var line = AccessTable.Find(method, path);
            Assert.That(line, Is.Not.Null, $"{method} {path} has no line");
            foreach (var kind in KeyKind.All)
            {
                var (got, expected) = (await AskAsync(method, path, kind, kind.Secret), Expected(line!, kind));
                asked++;
                if (got != expected) wrong.Add($"{method} {path} by {kind}: {got}, not {expected}");
            }
        }

        Assert.That(wrong, Is.Empty);
        TestContext.Out.WriteLine($"{asked} requests");
    }

    [Test]
    public async Task Routes_AskedWithoutAValidKey_AnswerJustWhereTheyAreOpen()
    {
        var revoked = await _server.MakeKeyAsync("revoked", "read", "evaluate", "operate", "admin", "report");
        (await _server.Admin.DeleteAsync(new Uri("/api/keys/revoked", UriKind.Relative))).Dispose();
        var wrong = new List<string>();
        foreach (var (method, path) in await RoutesAsync())
        {
            var line = AccessTable.Find(method, path)!;
            foreach (var secret in new[] { "", "dff_12345678_a-key-of-some-other-server", revoked })
            {
                // Whoever comes to a page with nothing at all is led to the form to sign in.
                var expected = line.Scope == Scope.None ? "allowed" : line.TakesSession && secret.Length == 0 ? "sign in" : "401";
                var got = await AskAsync(method, path, null, secret);
                if (got != expected) wrong.Add($"{method} {path} with '{secret}': {got}, not {expected}");
            }
        }

        Assert.That(wrong, Is.Empty);
    }

    /// <summary>Whatever the table says: nothing that belongs to production alone is in any answer to a key of staging.</summary>
    [Test, Rule("confinement is complete")]
    public async Task Answers_ToAKeyOfAnotherEnvironment_RevealNothing()
    {
        (await _server.KillAsync("checkout", reason: $"{Mark} in the till")).Dispose();
        await _server.MakeKeyAsync(new { name = $"{Mark}-reader", scopes = new[] { "read" }, environment = KeyKind.Own });
        Assert.That(await _server.Admin.GetStringAsync(new Uri("/api/flags/production", UriKind.Relative)),
            Does.Contain($"{Mark} in the till").And.Contain($"{Mark}-customers"), "there is something to tell");
        foreach (var kind in KeyKind.All.Where(kind => kind.Environment == KeyKind.Other))
        {
            using var client = _server.Client(kind.Secret);
            foreach (var (method, path) in (await RoutesAsync()).Where(route => route.Method == "GET"))
            {
                foreach (var environment in new[] { KeyKind.Own, KeyKind.Other })
                {
                    if (path.EndsWith("/stream", StringComparison.Ordinal)) continue;
                    using var answer = await client.GetAsync(new Uri(Address(method, path, environment), UriKind.Relative));
                    Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain(Mark), $"{path} in {environment} by {kind}");
                }
            }
        }
    }

    /// <summary>A session has what its key has.</summary>
    [Test]
    public async Task Pages_WithASession_AnswerAsToItsKey()
    {
        foreach (var kind in KeyKind.All.Where(kind => kind.Scopes.HasFlag(Scope.Read)))
        {
            using var visitor = await Board.BoardVisitor.SignInAsync(_server, kind.Secret);
            foreach (var line in AccessTable.All.Where(
                line => line.Value.TakesSession && line.Key.StartsWith("GET ", StringComparison.Ordinal)))
            {
                using var answer = await visitor.GetAsync(Address("GET", line.Key[4..], KeyKind.Own));
                Assert.That(ClassOf(answer, await answer.Content.ReadAsStringAsync()), Is.EqualTo(Expected(line.Value, kind)),
                    $"{line.Key} by {kind}");
            }
        }
    }

    private static string Expected(ScopeRequirement line, KeyKind kind)
    {
        if (line.Scope == Scope.None) return "allowed";
        if (line.WhyNot(kind.Caller, KeyKind.Own) is not null) return "403";
        if (line.Environment == EnvironmentRule.Named && kind.Environment == KeyKind.Other) return "403";
        if (line.Team is TeamRule.Named or TeamRule.NamedOfNone && kind.Team == KeyKind.OtherTeam) return "not there";
        return line.Team == TeamRule.NamedOfNone && kind.Team is not null ? "403" : "allowed";
    }

    /// <summary>What the table is held to: the API as it describes itself, and whatever else answers, such as pages.</summary>
    private async Task<IReadOnlyList<(string Method, string Path)>> RoutesAsync()
    {
        var paths = (await _server.Admin.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").EnumerateObject();
        var described = paths.SelectMany(
            path => path.Value.EnumerateObject().Select(method => (method.Name.ToUpperInvariant(), path.Name))).ToList();
        Assert.That(described, Has.Count.GreaterThan(30));
        return [.. described.Union(AccessTable.All.Keys.Select(line => line.Split(' ')).Select(parts => (parts[0], parts[1])))];
    }

    private async Task<string> AskAsync(string method, string path, KeyKind? kind, string secret)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = _server.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), Address(method, path, KeyKind.Own));
        if (secret.Length > 0) request.Headers.Authorization = new("Bearer", secret);
        if (method != "GET") request.Content = new StringContent(Body(path, kind), Encoding.UTF8, MediaType(path));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return ClassOf(answer, path.EndsWith("/stream", StringComparison.Ordinal) ? "" : await answer.Content.ReadAsStringAsync());
    }

    private static string ClassOf(HttpResponseMessage answer, string text) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "401",
        HttpStatusCode.Forbidden => "403",
        HttpStatusCode.SeeOther when answer.Headers.Location!.OriginalString.StartsWith("/login?", StringComparison.Ordinal) => "sign in",
        HttpStatusCode.NotFound when WebUtility.HtmlDecode(text).Contains(
            $"There is no experiment '{Experiment}'", StringComparison.Ordinal) => "not there",
        >= HttpStatusCode.InternalServerError => $"{(int)answer.StatusCode}: {text}",
        _ => "allowed",
    };

    private static string Address(string method, string path, string environment)
    {
        var address = path.Replace("{environment}", environment, StringComparison.Ordinal).Replace(
            "{id}", Experiment, StringComparison.Ordinal)
            .Replace("{number}", "1", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal).Replace(
            "{key}", "checkout", StringComparison.Ordinal);
        Assert.That(Parameter().IsMatch(address), Is.False, $"{address} has a parameter that this test does not know");
        return (method, path) == ("GET", "/api/guard/evidence")
            ? $"{address}?rollout=checkout/{environment}/*/1&number=1&start=2026-01-01T00:00:00Z" : address;
    }

    private string Body(string path, KeyKind? kind) => path switch
    {
        "/api/keys" => JsonSerializer.Serialize(
            new { name = $"made-{_made++}", scopes = new[] { "admin" }, environment = kind?.Environment }),
        "/api/guard/evidence" =>
            """{"epoch":{"rollout":"checkout/production/*/1","number":1,"start":"2026-01-01T00:00:"""
                + """00Z"},"instance":"00000000-0000-0000-0000-000000000001","sequence":1}""",
        "/api/instances" or "/api/instances/{id}" => """
            {"environment":"production","service":"x","version":"","sdk":"x","started":"2026-01-01T00:00:00Z",
             "sequence":1,"lineage":"","applied":0}
            """,
        "/api/flags/{key}/ramp" => """{"environment":"production","reason":"x","action":"pause"}""",
        "/ofrep/v1/evaluate/flags" or "/ofrep/v1/evaluate/flags/{key}" => """{"context":{"targetingKey":"u1"}}""",
        "/api/flags/{key}/signals" => """{"environment":"production","signal":"fraud"}""",
        "/api/instances/{id}/forget" => """{"environment":"production","reason":"x"}""",
        _ when path.StartsWith("/api/flags/{key}/", StringComparison.Ordinal) => """{"environment":"production","reason":"x"}""",
        _ => "{}",
    };

    private static string MediaType(string path) => path switch
    {
        "/api/experiments/{id}/document" => "application/yaml",
        _ when path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/ofrep/", StringComparison.Ordinal) =>
            "application/json",
        _ => "application/x-www-form-urlencoded",
    };

    /// <summary>Gives production, and nothing else, a segment and a rule of its own.</summary>
    private static string Marked(string document) => document
        .Replace("\"schema\": 1,", $$"""
            "schema": 1, "segments": { "{{Mark}}-customers": { "attribute": "customer", "in": ["{{Mark}}"] } },
            """, StringComparison.Ordinal)
        .Replace("\"production\": {", $$"""
            "production": { "rules": [ { "name": "{{Mark}}", "when": { "segment": "{{Mark}}-customers" }, "serve": "on" } ],
            """, StringComparison.Ordinal);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
