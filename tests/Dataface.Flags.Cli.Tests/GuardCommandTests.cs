using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Guard;
using Dataface.Flags.Testing;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>What a service has left behind, seen from a shell.</summary>
[TestFixture]
internal sealed class GuardCommandTests
{
    private readonly ManualTimeProvider _time = new();
    private DirectoryInfo _folder = null!;

    private string Flags => Path.Combine(_folder.FullName, "flags.json");

    private string State => Path.Combine(_folder.FullName, "state.jsonl");

    private string Evidence => Path.Combine(_folder.FullName, "evidence.jsonl");

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");
        File.WriteAllText(Flags, """
            { "schema": 1, "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "guard": {},
              "environments": { "production": { "rollout": { "percent": 50, "ramp": { "steps": [5, 50], "hold": "01:00:00" } } } } } } }
            """);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Status_RolloutThatIsWatched_ShowsStepSignalsAndWhatItWaitsFor()
    {
        await ServeAsync(errorsInTreatment: 20);
        var before = await File.ReadAllBytesAsync(State);
        var (code, output, _) = await RunAsync("guard", "status", "-f", Flags, "-s", State, "--evidence", Evidence);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), output);
        Assert.That(output, Does.StartWith("f: step 1 of 2, 5 %, watching\n  It is held for another "));
        Assert.That(output, Does.Match("on errors +\\d+ treated +\\d+ control  E +[0-9.]+ of 4211 +[▁▂▃▄▅▆▇█]+"));
        Assert.That(await File.ReadAllBytesAsync(State), Is.EqualTo(before), "looking changes nothing");

        var json = JsonElement.Parse(
            (await RunAsync("guard", "status", "-f", Flags, "-s", State, "--evidence", Evidence, "--json")).Output);
        Assert.That(json.GetProperty("rollouts")[0].GetProperty("signals").EnumerateArray()
            .Select(s => s.GetProperty("signal").GetString()), Does.Contain("errors").And.Contain("latency"));
    }

    [Test]
    public async Task Replay_Abort_GetsTheSameNumberAndStatusNamesIt()
    {
        await ServeAsync(errorsInTreatment: 2);
        var (code, output, _) = await RunAsync("guard", "replay", "-s", State);
        Assert.That(code, Is.EqualTo(ExitCode.Ok), output);
        Assert.That(output, Does.Contain("f in production").And.Contain("errors: ").And.Contain("the same number: ln E = "));
        var status = await RunAsync("guard", "status", "-f", Flags, "-s", State, "--evidence", Evidence);
        Assert.That((status.Code, status.Output), Is.EqualTo((ExitCode.Found, status.Output)));
        Assert.That(status.Output, Does.StartWith("f: aborted 2026-11-20"));
    }

    [Test]
    public async Task Replay_RecordWithAnotherNumber_IsCalledOut()
    {
        await ServeAsync(errorsInTreatment: 2);
        var text = await File.ReadAllTextAsync(State);
        var at = text.IndexOf("logE", StringComparison.Ordinal);
        Assert.That(at, Is.Positive);
        var digit = text.IndexOf('.', at) + 1;
        await File.WriteAllTextAsync(State, string.Concat(text.AsSpan(0, digit), text[digit] == '1' ? "2" : "1", text.AsSpan(digit + 1)));
        var (code, _, error) = await RunAsync("guard", "replay", "-s", State);
        Assert.That((code, error), Is.Not.EqualTo((ExitCode.Ok, "")), "the chain is broken, or the number is another");
    }

    [Test]
    public async Task Replay_NothingWasAborted_SaysSo()
    {
        await ServeAsync(errorsInTreatment: 1_000_000);
        var (code, output, _) = await RunAsync("guard", "replay", "-s", State);
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "The trail holds no such abort.\n")));
    }

    /// <summary>Lets a service run for a moment in which every n-th treated unit errs.</summary>
    private async Task ServeAsync(ulong errorsInTreatment)
    {
        await using var client = await FlagClient.StartAsync(options =>
        {
            (options.Environment, options.TimeProvider, options.GuardInterval) = ("production", _time, TimeSpan.FromDays(1));
            options.UseFile(Flags).UseStateFile(State).UseGuardFile(Evidence);
        });
        await client.LookAtGuardsAsync();
        for (var i = 0; i < 1_000; i++)
        {
            var evaluation = client.Evaluate("f", EvaluationContext.ForUser($"u{i}"));
            var fails = evaluation.UnitHash % (evaluation.Arm == RolloutArm.Treatment ? errorsInTreatment : 50) == 0;
            client.Guard.Record(evaluation, fails ? GuardOutcome.Error : GuardOutcome.Success, TimeSpan.FromMilliseconds(30));
        }

        await client.LookAtGuardsAsync();
    }
}
