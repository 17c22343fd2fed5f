using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Dataface.Flags.AspNetCore.Tests.Samples;

/// <summary>
/// The day of samples/Storefront/README.md, with the shop, the tool and a collector as processes and servers of their own.
/// </summary>
[TestFixture]
internal sealed class StorefrontWalkThrough
{
    private readonly ConcurrentDictionary<string, int> _received = new();
    private string _folder = "";
    private HttpListener _collector = null!;
    private Process _shop = null!;
    private HttpClient _http = null!;

    private static string Here => Path.GetDirectoryName(typeof(StorefrontWalkThrough).Assembly.Location)!;

    private static string Sources => Path.Combine(Here, "storefront-sources");

    private string Flags => Path.Combine(_folder, "flags.json");

    [SetUp]
    public void Open()
    {
        _folder = Directory.CreateTempSubdirectory("storefront-day-").FullName;
        File.WriteAllText(Flags, Lasting(File.ReadAllText(Path.Combine(Sources, "flags.json"))));
        _collector = new HttpListener();
        var collectorPort = FreePort();
        _collector.Prefixes.Add($"http://127.0.0.1:{collectorPort}/");
        _collector.Start();
        _ = CollectAsync();
        var port = FreePort();
        _shop = Start(
            Path.Combine(Here, "storefront", "storefront.dll"),
            ["--environment", "production", "--port", $"{port}", "--flags", Flags, "--state", Path.Combine(_folder, "state")],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{collectorPort}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "500"));
        _shop.BeginOutputReadLine();
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    [TearDown]
    public void Close()
    {
        _http.Dispose();
        if (!_shop.HasExited) _shop.Kill();
        _shop.WaitForExit();
        _shop.Dispose();
        _collector.Stop();
        ((IDisposable)_collector).Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, CancelAfter(120_000)]
    public async Task ADay_StepByStep_GoesAsThePageSays(CancellationToken cancellationToken)
    {
        await UntilAsync(async () => (await StatusAsync("/health", "ada")) == 200, "the shop serves");

        var checkout = await GetAsync("/checkout", "ada");
        Assert.That(checkout, Is.EqualTo("checkout\n").Or.EqualTo("one-page checkout\n"));
        Assert.That(await GetAsync("/checkout", "ada"), Is.EqualTo(checkout), "always the same for Ada");
        Assert.That(await GetAsync("/flags/checkout-v2/why", "ada"), Does.Contain("checkout-v2"));

        Assert.That(await GetAsync("/counters", "ada"), Does.Match("checkout-v2 = o(n|ff) \\((Rollout|OutsideRollout)\\): 2"));
        await UntilAsync(() => Task.FromResult(_received.ContainsKey("/v1/metrics") && _received.ContainsKey("/v1/logs")),
            "the collector has counters and evaluation events");

        Assert.That((await StatusAsync("/express", "ada"), await StatusAsync("/express", "grace")), Is.EqualTo((404, 200)));
        var next = Path.Combine(_folder, "flags-next.json");
        await File.WriteAllTextAsync(next,
            (await File.ReadAllTextAsync(Flags, cancellationToken)).Replace(
                "\"in\": [\"grace\"]", "\"in\": [\"grace\", \"ada\"]", StringComparison.Ordinal), cancellationToken);
        var diff = await ToolAsync("diff", Flags, next, "--contexts", Path.Combine(Sources, "people.jsonl"), "--markdown");
        Assert.That((diff.Code, diff.Output), Is.EqualTo((0, diff.Output)));
        Assert.That(diff.Output, Does.Contain("express-delivery").And.Contain("off").And.Contain("25"), "one of four moves");
        File.Move(next, Flags, overwrite: true);
        await UntilAsync(async () => await StatusAsync("/express", "ada") == 200, "Ada tests, too");

        var state = Path.Combine(_folder, "state", "state.jsonl");
        var kill = await ToolAsync("kill", "express-delivery", "--state", state, "--reason", "it rains");
        Assert.That((kill.Code, kill.Output), Is.EqualTo((0, "express-delivery is killed in production. Reach: Durable.\n")));
        await UntilAsync(async () => await StatusAsync("/express", "grace") == 404, "the shop has seen the kill");
        var status = await ToolAsync(
            "guard", "status", "-f", Flags, "-s", state, "--evidence", Path.Combine(_folder, "state", "evidence.jsonl"));
        Assert.That((status.Code, status.Output), Is.EqualTo((0, status.Output)));
        Assert.That(status.Output, Does.Contain("checkout-v2: step 1 of 3, 5 %"));
        Assert.That((await ToolAsync("audit", "verify", "--state", state)).Output, Does.StartWith("intact: "));
    }

    [Test]
    public void Page_ItsCommands_AreThoseThatAreRunHere()
    {
        var commands = File.ReadAllLines(Path.Combine(Sources, "README.md"))
            .Where(line => line.StartsWith("dataface-flags ", StringComparison.Ordinal)
                || line.StartsWith("curl ", StringComparison.Ordinal))
            .Select(line => line.StartsWith("curl", StringComparison.Ordinal)
                ? new Uri(line.Split(' ')[^1]).AbsolutePath : line.Split(' ')[1]);
        Assert.That(commands.Distinct(),
            Is.EquivalentTo(["/checkout", "/flags/checkout-v2/why", "/counters", "/health", "/express", "diff", "kill"]));
    }

    /// <summary>The sample's flags, as if they had been written yesterday: the shop runs on the real clock.</summary>
    private static string Lasting(string flags)
    {
        return Dated(Dated(flags, "created", -1), "expires", 60);

        static string Dated(string flags, string name, int days) =>
            Regex.Replace(flags, $"\"{name}\": \"[^\"]+\"",
                $"\"{name}\": \"{DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\"");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<(int Code, string Output)> ToolAsync(params string[] arguments)
    {
        using var tool = Start(Path.Combine(Here, "tool", "dataface-flags.dll"), arguments);
        var output = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        return (tool.ExitCode, output);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var patience = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            Assert.That(patience.Elapsed, Is.LessThan(TimeSpan.FromSeconds(40)), $"It never came to this: {what}");
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task CollectAsync()
    {
        while (_collector.IsListening)
        {
            try
            {
                var context = await _collector.GetContextAsync();
                _received.AddOrUpdate(context.Request.Url!.AbsolutePath, 1, static (_, count) => count + 1);
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.StatusCode = 200;
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped, or the sender has given this one up.
            }
        }
    }

    private async Task<string> GetAsync(string path, string user)
    {
        using var response = await SendAsync(path, user);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<int> StatusAsync(string path, string user)
    {
        try
        {
            using var response = await SendAsync(path, user);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0; // Nobody listens yet.
        }
    }

    private Task<HttpResponseMessage> SendAsync(string path, string user)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        request.Headers.Add("X-Country", "DE");
        return _http.SendAsync(request);
    }
}
