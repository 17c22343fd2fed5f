using System.CommandLine;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>explain</c>: why, as a tree.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandIo io) =>
        ExplainedCommand.Create("explain", "Shows why a flag gives its answer to a context.", io, (explanation, asJson) =>
    {
        if (asJson) JsonOutput.Write(io.Output, json => ExplanationJson.Write(json, explanation));
        else io.Console.Write(TreeOf(explanation));
    });

    private static Tree TreeOf(FlagExplanation explanation)
    {
        var source = explanation.Provider is null ? "" : $", from {explanation.Provider} at {explanation.Revision}";
        var rule = explanation.Rule is null ? "" : $" by rule {explanation.Rule}";
        var tree = new Tree(new Text($"{explanation.Flag} = {explanation.Value ?? "(not defined)"}, {explanation.Reason}{rule}{source}"));
        AddTo(tree, explanation.Steps);
        return tree;
    }

    private static void AddTo(IHasTreeNodes parent, IReadOnlyList<ExplanationStep> steps)
    {
        foreach (var step in steps)
        {
            var mark = step.Holds switch { true => "yes  ", false => "no   ", _ => "" };
            AddTo(parent.AddNode(new Text(mark + step.Text)), step.Steps);
        }
    }
}
