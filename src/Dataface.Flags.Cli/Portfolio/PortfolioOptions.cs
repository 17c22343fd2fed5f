using System.CommandLine;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary>Options that several portfolio commands have, and what they lead to.</summary>
internal static class PortfolioOptions
{
    public static Argument<string[]> Paths() => new("path")
    {
        Description = "Portfolio documents, or folders of them.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["portfolio"],
    };

    public static Option<string?> Out() => new("--out", "-o") { Description = "Write to this file instead of standard output." };

    public static PortfolioResult Read(string[] paths) => PortfolioDocuments.Read(YamlFiles.Read(paths));

    /// <summary>The portfolio; throws when it is refused.</summary>
    public static PortfolioPlan ReadAccepted(string[] paths)
    {
        var result = Read(paths);
        return result.Plan ?? throw new RefusedException(result.Problems);
    }

    /// <summary>Writes to the file, or to the standard output when none is named.</summary>
    public static void WriteTo(string? file, CommandIo io, Action<TextWriter> write)
    {
        if (file is null)
        {
            write(io.Output);
            return;
        }

        using var text = new StringWriter { NewLine = "\n" };
        write(text);
        File.WriteAllText(file, text.ToString());
    }
}
