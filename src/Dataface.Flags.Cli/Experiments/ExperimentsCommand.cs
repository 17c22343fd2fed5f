using System.CommandLine;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments</c>: documents of experiments, and what their results say.</summary>
internal static class ExperimentsCommand
{
    public static Command Create(CommandIo io) => new("experiments", "Experiments that end in a decision.")
    {
        LintExperimentsCommand.Create(io),
        NewExperimentCommand.Create(io),
        ListExperimentsCommand.Create(io),
        ShowExperimentCommand.Create(io),
        StatusExperimentCommand.Create(io),
        DecideExperimentCommand.Create(io),
        ReportExperimentCommand.Create(io),
        SummarizeExperimentCommand.Create(io),
        ImportExperimentCommand.Create(io),
        RegisterExperimentCommand.Create(io),
        StepExperimentCommand.Create(io),
    };
}
