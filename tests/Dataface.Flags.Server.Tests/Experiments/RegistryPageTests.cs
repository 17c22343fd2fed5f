using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Events;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>docs/registry.md, word for word, against a server: its commands, and what it says that one may send.</summary>
[TestFixture]
internal sealed class RegistryPageTests
{
    private static readonly string Page = File.ReadAllText(TestFile.Path("docs", "registry.md"));

    [Test]
    public async Task Page_CommandsAndResults_AreRunAsWritten()
    {
        await using var server = await TestServer.StartAsync();
        var answers = await RunAsync(Block("sh\nauth=")["sh\n".Length..], server);
        Assert.That(answers,
            Does.Contain("\"id\":\"one-page\"").And.Contain("\"gates\":").And.Contain(
                "\"recommendation\":\"wait\"").And.Contain("\"sentence\":"));
        Assert.That(answers, Does.Not.Contain("/problems/"));

        var results = Block("{ \"kpis\"")
            .Replace("2026-12-09T06:00:00Z", DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("2026-12-01", ExperimentDocument.Day(-3), StringComparison.Ordinal);
        using var load = await server.Admin.PostAsync(
            new Uri("/api/experiments/one-page/kpis", UriKind.Relative), new StringContent(results, Encoding.UTF8, "application/json"));
        Assert.That(load.StatusCode, Is.EqualTo(HttpStatusCode.OK), await load.Content.ReadAsStringAsync());
        Assert.That((await TestServer.JsonAsync(load)).GetProperty("rows").GetInt64(), Is.EqualTo(3));
    }

    [Test]
    public void Page_Events_AreEventsThatAreKept()
    {
        var reader = new CloudEventReader(ExperimentPolicy.Default, new ManualTimeProvider(new(2026, 12, 2, 0, 0, 0, TimeSpan.Zero)));
        var batch = reader.Read(Encoding.UTF8.GetBytes(Block("[ { \"specversion\"")), "production", isOnly: false);
        Assert.That((batch.Events.Count, batch.Refusals.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public void Page_ReasonsAndAttributes_AreThoseOfTheReader()
    {
        var codes = typeof(EventRefusalCode).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToList();
        foreach (var code in codes) Assert.That(Page, Does.Contain($"`{code}`"));
        var words = Page.Split("might be personal:")[1].Split('.')[0].Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.That(words, Is.EquivalentTo(ExperimentPolicy.Default.AllowedAttributes));
    }

    /// <summary>The block of code that begins so.</summary>
    private static string Block(string start) =>
        Page.Split("```").Single(block => block.TrimStart('\n').StartsWith(start, StringComparison.Ordinal)).Trim();

    private static async Task<string> RunAsync(string script, TestServer server)
    {
        using var shell = Process.Start(new ProcessStartInfo("bash", ["-euc", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DATAFACE_FLAGS_KEY"] = server.AdminSecret, ["SERVER"] = server.Address.AbsoluteUri.TrimEnd('/') },
        })!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.That(shell.ExitCode, Is.Zero, await error);
        return await output;
    }
}
