using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>lint</c>: everything that is wrong with documents.</summary>
internal static class LintCommand
{
    public static Command Create(CommandIo io)
    {
        var files = new Argument<string[]>("file")
        {
            Description = "Flag documents; later ones replace flags of earlier ones.",
            Arity = ArgumentArity.OneOrMore
        };
        var json = SharedOptions.Json();
        var strict = new Option<bool>("--warnings-as-errors") { Description = "Answer 1 for warnings, too." };
        var command = new Command("lint", "Checks flag documents, layered in the given order.") { files, json, strict };
        command.SetAction(parsed =>
        {
            var result = SharedOptions.Read(parsed.GetRequiredValue(files), io);
            if (parsed.GetValue(json)) result.Problems.WriteJson(result.IsAccepted, io);
            else result.Problems.WriteText(result.Document is { } document ? $"accepted, {document.Flags.Count} flags" : null, io);
            return result.IsAccepted && !(parsed.GetValue(strict) && result.Problems.Count > 0) ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }
}
