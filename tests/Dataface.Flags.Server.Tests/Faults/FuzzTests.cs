using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dataface.Flags.Server.Tests.Faults;

[TestFixture]
internal sealed class FuzzTests
{
    private static readonly string[] Paths =
    [
        "/api/flags", "/api/flags/production", "/api/flags/%00/kill", "/api/flags/a/kill", "/api/flags/a/restore", "/api/flags/a/ramp",
        "/api/flags/rollback/1", "/api/flags/rollback/-1",
        "/api/flags/rollback/99999999999999999999", "/api/flags/history", "/api/flags/history?limit=0", "/api/flags/history?limit=x",
        "/api/flags/history?before=-5", "/api/guard/evidence",
        "/api/guard/evidence?rollout=a&number=x", "/api/guard/evidence?rollout=a&number=1&start=x", "/api/keys", "/api/keys/x/rotate",
        "/api/keys/x/y", "/api/audit", "/", "/..%2f..%2fetc/passwd", "/openapi/v1.json",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "QUERY"];

    private static readonly string[] Seeds =
    [
        "", "{}", "[]", "null", "{", "\"", "1e999", """{"environment":"production","reason":"x"}""",
        """{"environment":"production","reason":"x","action":"advance","rollout":"r","stage":-1}""",
        """{"epoch":{"rollout":"r","number":1,"start":"2026-01-01T00:00:"""
            + """00Z"},"instance":"00000000-0000-0000-0000-000000000001","sequence":1,"observations":[["errors",0,"ff",0]],"tallies":"""
            + """[["requests",0,1]]}""",
        """{"name":"k","scopes":["read"]}""", """{"schema":1,"flags":{}}""", "{\"environment\":\"\\ud800\",\"reason\":\"\\u0000\"}",
        "{\"a\":" + "[" + new string('[', 5000),
    ];

    [Test]
    public async Task Requests_MalformedInEveryWay_NeverGetA5xx()
    {
        await using var server =
            await TestServer.StartAsync(null, "--Server:MaxRequestBytes=65536", "--Server:RateLimit:Change=0", "--Server:RateLimit:Read=0");
        var random = new Random(20261121);
        var counts = new SortedDictionary<int, int>();
        for (var i = 0; i < 3_000; i++)
        {
            using var request =
                new HttpRequestMessage(new HttpMethod(Pick(Methods, random)),
                    Pick(Paths, random))
                { Content = new ByteArrayContent(Mutate(Pick(Seeds, random), random)) };
            if (random.Next(4) > 0)
                request.Content.Headers.TryAddWithoutValidation("Content-Type",
                    Pick(["application/json", "text/plain", "application/xml; charset=x", "\"", "application/json; charset=utf-16"],
                        random));
            if (random.Next(3) == 0)
                request.Headers.TryAddWithoutValidation(
                    Pick(["If-Match", "If-None-Match", "Last-Event-ID", "Accept-Encoding", "X-By"], random),
                    Pick(["*", "\"x\"", "x", ",,,", "W/\"\"", "....", "gzip;q=x"], random));
            using var answer = await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            counts[(int)answer.StatusCode] = counts.GetValueOrDefault((int)answer.StatusCode) + 1;
            Assert.That((int)answer.StatusCode, Is.LessThan(500),
                () => $"{request.Method} {request.RequestUri} {Encoding.UTF8.GetString(Mutate("", random))}: "
                    + $"{answer.Content.ReadAsStringAsync().Result}");
        }

        TestContext.Out.WriteLine(string.Join(", ", counts.Select(c => $"{c.Key}: {c.Value}")));
        Assert.That(server.Log.Count(7111), Is.Zero, "nothing was unforeseen");
    }

    [Test]
    public async Task Request_LargerThanTheLimit_Is413AndTheServerContinues()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:MaxRequestBytes=4096", "--Server:MaxDocumentBytes=65536");
        using var kill = await server.Admin.PostAsync(
            new Uri("/api/flags/a/kill", UriKind.Relative), new StringContent(new string(' ', 5_000), Encoding.UTF8, "application/json"));
        Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        using var request =
            new HttpRequestMessage(
                HttpMethod.Put, "/api/flags")
            { Content = new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json") };
        request.Headers.IfNoneMatch.Add(System.Net.Http.Headers.EntityTagHeaderValue.Any);
        using var document = await server.Admin.SendAsync(request);
        Assert.That(document.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        (await server.PublishAsync(TestDocument.Of([.. Enumerable.Range(0, 20).Select(i => $"flag-{i}")]))).Dispose();
    }

    [Test]
    public async Task Connection_SendsRubbish_IsClosedAndTheServerContinues()
    {
        await using var server = await TestServer.StartAsync();
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            var rubbish = new byte[random.Next(1, 4_000)];
            random.NextBytes(rubbish);
            await socket.GetStream().WriteAsync(rubbish);
        }

        using var answer = await server.Admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static string Pick(string[] choices, Random random) => choices[random.Next(choices.Length)];

    private static byte[] Mutate(string seed, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(seed).ToList();
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count + 1);
            if (random.Next(2) == 0 || at == bytes.Count) bytes.Insert(at, (byte)random.Next(256));
            else bytes.RemoveAt(at);
        }

        return [.. bytes];
    }
}
