using System.CommandLine;
using System.CommandLine.Parsing;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>Reads a command line, and says in the product's own words what is wrong with it.</summary>
internal static class CommandLineReader
{
    /// <summary>The command line as it is read, and its problems; what is read is null where a value cannot be.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="program">How the program is called.</param>
    /// <param name="args">What is typed.</param>
    public static (ParseResult? Parsed, IReadOnlyList<string> Problems) Read(RootCommand root, string program, string[] args)
    {
        ParseResult parsed;
        try
        {
            parsed = root.Parse(args);
        }
        catch (InvalidOperationException error) when (ParserProblem.OfThrown(error.Message) is { } thrown)
        {
            // A validator has asked for a value that is missing or cannot be read.
            return (null, [thrown, $"Run '{program} --help'."]);
        }

        var mistyped = Mistyped.ProblemOf(parsed);
        if (mistyped is null && parsed.Errors.Count == 0) return (parsed, []);
        var problems = mistyped is null ? parsed.Errors.Select(ParserProblem.Of) : [mistyped];
        return (parsed, [.. problems, $"Run '{PathOf(parsed.CommandResult, program)} --help'."]);
    }

    /// <summary>A command with those that it belongs to, as it is typed.</summary>
    private static string PathOf(SymbolResult result, string program) =>
        result is CommandResult { Command: not RootCommand } command
            ? $"{PathOf(command.Parent!, program)} {command.Command.Name}"
            : program;
}
