using System.CommandLine;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>evaluate</c>: a flag's answer to one context.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CommandIo io) =>
        ExplainedCommand.Create("evaluate", "Evaluates a flag for a context.", io, (explanation, asJson) =>
    {
        if (explanation.Reason is EvaluationReason.FlagNotFound or EvaluationReason.NoEnvironment)
        {
            foreach (var step in explanation.Steps) io.Error.WriteLine(step.Text);
        }

        if (asJson) JsonOutput.Write(io.Output, json => ExplanationJson.WriteHead(json, explanation));
        else io.Output.WriteLine($"{explanation.Value ?? "(not defined)"}\t{explanation.Variant ?? "-"}\t{explanation.Reason}");
    });
}
