using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Diff;

/// <summary><c>diff</c>: who would move between two documents.</summary>
internal static class DiffCommand
{
    public static Command Create(CommandIo io)
    {
        var before = new Argument<string>("old") { Description = "The flag document that is in force." };
        var after = new Argument<string>("new") { Description = "The flag document that would replace it." };
        var (environment, state, json) = (SharedOptions.Environment(), SharedOptions.State(), SharedOptions.Json());
        var who = new DiffSourceOptions();
        var markdown = new Option<bool>("--markdown") { Description = "Answer in Markdown, for a pull request." };
        var command = new Command("diff", "Shows which contexts would get another variant from a new document.")
        {
            before, after, environment, state, markdown, json,
        };
        var moment = new MomentOptions().AddTo(command);
        var policy = PolicyFile.Option();
        command.Add(policy);
        who.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(markdown)) result.AddError("Give either --json or --markdown.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(environment);
            var rules = PolicyFile.Read(parsed.GetValue(policy));
            var known = await StateAsync(parsed.GetValue(state), name, cancellationToken);
            var time = moment.Time(parsed, io);
            var run = new DiffRun(Load(parsed.GetRequiredValue(before)), Load(parsed.GetRequiredValue(after)), name);
            var report = who.Run(run, parsed, io, cancellationToken);
            if (parsed.GetValue(json)) DiffJson.Write(report, io.Output);
            else if (parsed.GetValue(markdown)) DiffMarkdown.Write(report, io.Output);
            else DiffText.Write(report, io);
            return report.IsExceeded ? ExitCode.ShareExceeded : ExitCode.Ok;

            DocumentInForce Load(string file) => new(file, SharedOptions.ReadAccepted([file], io, rules), name, known, time);
        });
        return command;
    }

    private static async Task<FlagState> StateAsync(string? file, string environment, CancellationToken cancellationToken)
    {
        if (file is null) return FlagState.Empty;
        SharedOptions.RequireStateFile(file);
        using var store = new FileFlagStateStore(file);
        return await store.LoadAsync(environment, cancellationToken);
    }
}
