using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments new</c>: a document to fill in.</summary>
internal static class NewExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var name = new Argument<string>("name") { Description = "The experiment's identifier." }.Refusing(Names.ProblemOfExperiment);
        var folder = new Option<string>("--folder")
        {
            Description = "The folder to write the document to.",
            DefaultValueFactory = _ => ExperimentOptions.DefaultFolder
        };
        var flag = new Option<string?>("--flag") { Description = "The key of the flag behind it. Default: the identifier." };
        flag.Refusing(key => Names.ProblemOfKey(key));
        var command = new Command("new", "Writes a commented skeleton of an experiment.") { name, folder, flag };
        command.SetAction(parsed =>
        {
            var id = parsed.GetRequiredValue(name);
            var path = Path.Combine(parsed.GetRequiredValue(folder), $"{id}.yaml");
            if (File.Exists(path)) throw new IOException($"{path} already exists. Choose another name, or edit it.");
            Directory.CreateDirectory(parsed.GetRequiredValue(folder));
            File.WriteAllText(path, ExperimentSkeleton.Of(id, parsed.GetValue(flag) ?? id, FlagDocumentReader.Today(io.Time)));
            io.Output.WriteLine($"{path} is written. Fill in the blanks, then run: dataface-flags experiments lint {path}");
            return ExitCode.Ok;
        });
        return command;
    }
}
