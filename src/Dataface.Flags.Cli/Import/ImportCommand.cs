using System.CommandLine;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Import;

/// <summary><c>import</c>: documents made of what other libraries have.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandIo io) => new("import", "Makes a flag document from another library's flags.")
    {
        ImportFeatureManagementCommand.Create(io),
    };
}
