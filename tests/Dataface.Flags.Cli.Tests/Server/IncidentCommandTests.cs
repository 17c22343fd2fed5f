using System.Diagnostics;
using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary>The operator's minute: what is printed is run, as a shell takes it apart, and undoes what it says.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
internal sealed class IncidentCommandTests
{
    private const string Prefix = "dataface-flags ";

    private RunningServer _server = null!;

    [SetUp]
    public async Task StartServer()
    {
        _server = await RunningServer.StartAsync();
        Assert.That((await _server.RunAsync("publish", _server.Write("f.json", 25), "-r", "first")).Code, Is.EqualTo(ExitCode.Ok));
    }

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test, Rule("operators can believe the answer")]
    public async Task Incident_Kill_IsUndoneByThePrintedCommand()
    {
        await _server.RunAsync("kill", "f", "-r", "errors; \"all\" of 'em", "--by", "ops");
        var (code, output, _) = await _server.RunAsync("incident");
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.StartWith("production at ").And.Contain("2 changes since").And.Contain("; 1 killed."));
        Assert.That(output, Does.Match(
            "\nChanged\n  [0-9 :-]+Z  kill f\n    by ops \\(key first-admin\\): errors; \"all\" of 'em\n    Ends the kill; .+\n"
            + "    dataface-flags restore f --environment production --reason 'undoes record 2 \\(kill\\)' "));
        await RunPrintedAsync(output, "restore");
        Assert.That((await _server.JsonAsync("status")).GetProperty("kills").GetArrayLength(), Is.Zero);
        Assert.That((await NewestAsync()).GetProperty("reason").GetString(), Is.EqualTo("undoes record 2 (kill)"));
    }

    [Test]
    public async Task Incident_KillOfEveryFlagAndRestore_AreUndoneByThePrintedCommands()
    {
        await _server.RunAsync("kill", "*", "-r", "everything");
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "restore '*'");
        Assert.That((await _server.JsonAsync("status")).GetProperty("kills").GetArrayLength(), Is.Zero);
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "kill '*'");
        Assert.That((await _server.JsonAsync("status")).GetProperty("kills").GetArrayLength(), Is.EqualTo(1));
    }

    [Test]
    public async Task Incident_StepOfARamp_IsTakenFromEverybodyByThePrintedCommand()
    {
        await _server.RunAsync("ramp", "f", "advance", "-r", "quiet");
        var (_, output, _) = await _server.RunAsync("incident");
        Assert.That(output, Does.Contain("\nRolling out\n  f: step 2 of 3, 5 % since ").And.Contain("; next 25 %\n"));
        await RunPrintedAsync(output, "kill");
        Assert.That((await _server.RunAsync("evaluate", "f", "-u", "u")).Output, Is.EqualTo("false\toff\tKilled\n"));
    }

    [Test]
    public async Task Incident_PauseAndItsEnd_AreUndoneByThePrintedCommands()
    {
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "ramp f pause");
        Assert.That(await IsPausedAsync(), Is.True);
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "ramp f resume");
        Assert.That(await IsPausedAsync(), Is.False);
    }

    [Test]
    public async Task Incident_PublicationAndRollback_AreUndoneByThePrintedCommands()
    {
        await _server.RunAsync("publish", _server.Write("g.json", 5, "another"), "-r", "second");
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "rollback 1");
        Assert.That((await NewestAsync()).GetProperty("action").GetString(), Is.EqualTo("rollback"));
        Assert.That(await DescriptionAsync(), Is.Empty);
        await RunPrintedAsync((await _server.RunAsync("incident")).Output, "rollback 2");
        Assert.That(await DescriptionAsync(), Is.EqualTo("another"));
        var (_, output, _) = await _server.RunAsync("incident");
        Assert.That(output, Does.Contain("It takes back every later document, too, up to revision 4."));
    }

    [Test]
    public async Task Incident_UnconfirmedKill_IsNamedAndEndedByThePrintedCommand()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        using var report = new StringContent("""
            {"environment":"production","service":"shop","version":"1","sdk":"x","started":"2026-01-01T00:00:00Z",
             "sequence":1,"lineage":"","applied":0}
            """, System.Text.Encoding.UTF8, "application/json");
        (await http.PostAsync(new Uri("/api/instances", UriKind.Relative), report)).EnsureSuccessStatusCode().Dispose();
        await _server.RunAsync("kill", "f", "-r", "errors", "--wait", "0");
        var (_, output, _) = await _server.RunAsync("incident");
        Assert.That(output, Does.Match(
            "\nNot confirmed\n  kill f [0-9 :-]+Z by .+: errors\n    In force in 0 of 1 instance after .+; "
            + "not confirmed: shop/[0-9a-f]{4}, last heard \\d+ s ago\\.\n"));
        await RunPrintedAsync(output, "restore");
        Assert.That((await _server.RunAsync("incident")).Output, Does.Match(
            "\nNot confirmed\n  restore f [0-9 :-]+Z by .+: undoes record 2"));
    }

    [Test]
    public async Task Incident_AsJson_IsWhatTheServerSays()
    {
        var incident = await _server.JsonAsync("incident", "--minutes", "120");
        Assert.That(incident.GetProperty("changes")[0].GetProperty("what").GetString(), Is.EqualTo("publish"));
        Assert.That(incident.GetProperty("at").GetDateTimeOffset() - incident.GetProperty("since").GetDateTimeOffset(),
            Is.EqualTo(TimeSpan.FromHours(2)));
        Assert.That((await _server.RunAsync("incident", "--minutes", "0")).Code, Is.EqualTo(ExitCode.Usage));
        Assert.That((await _server.RunAsync("incident", "-e", "nowhere")).Error, Does.Contain("There is no environment 'nowhere'"));
    }

    /// <summary>Runs the first printed command that begins so, with the words that a shell makes of it.</summary>
    private async Task RunPrintedAsync(string output, string beginning)
    {
        var line = output.Split('\n').Select(text => text.Trim())
            .First(text => text.StartsWith(Prefix + beginning, StringComparison.Ordinal));
        Assert.That(line, Does.EndWith($" --server {_server.Address} --key-file {_server.KeyFile}"), "as it was typed");
        var start = new ProcessStartInfo("sh") { RedirectStandardOutput = true };
        foreach (var word in new[] { "-c", @"printf '%s\n' " + line[Prefix.Length..] }) start.ArgumentList.Add(word);
        using var shell = Process.Start(start)!;
        var words = (await shell.StandardOutput.ReadToEndAsync()).TrimEnd('\n').Split('\n');
        var (code, _, error) = await CommandRun.RunAsync(words);
        Assert.That(code, Is.EqualTo(ExitCode.Ok).Or.EqualTo(ExitCode.Unconfirmed), $"{line}: {error}");
    }

    private async Task<JsonElement> NewestAsync() => (await _server.JsonAsync("history", "--limit", "1")).GetProperty("records")[0];

    private async Task<bool> IsPausedAsync() =>
        (await _server.JsonAsync("incident")).GetProperty("rollouts")[0].GetProperty("isPaused").GetBoolean();

    private async Task<string> DescriptionAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_server.Address) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", _server.Key);
        var document = JsonElement.Parse(await http.GetStringAsync(new Uri("/api/flags", UriKind.Relative)));
        return document.GetProperty("flags").GetProperty("f").GetProperty("description").GetString()!;
    }
}
