using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Readouts;
using Spectre.Console;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>Gates as a table.</summary>
internal static class DecisionText
{
    public static void WriteGates(Decision decision, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("gate", "state", "why");
        foreach (var gate in decision.Gates)
            table.AddRow(new Text(gate.Name), new Text(DecisionCodec.Word(gate.State)), new Text(gate.Explanation));
        io.Console.Write(table);
    }
}
