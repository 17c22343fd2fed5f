using System.CommandLine;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments</c>: documents of experiments.</summary>
internal static class ExperimentsCommand
{
    public static Command Create(CommandIo io) => new("experiments", "Experiments that end in a decision.")
    {
        LintExperimentsCommand.Create(io),
        NewExperimentCommand.Create(io),
        ListExperimentsCommand.Create(io),
        ShowExperimentCommand.Create(io),
    };
}
