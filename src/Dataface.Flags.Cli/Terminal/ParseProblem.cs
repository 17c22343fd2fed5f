using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>What is wrong with a command line, in the words of its user: the parser's own name types of .NET.</summary>
internal static partial class ParseProblem
{
    private const string NoCommand = "Required command was not provided.";

    public static string Of(ParseError error)
    {
        if (error is { Message: NoCommand, SymbolResult: CommandResult { Command: { } command } })
            return $"Add a command: {string.Join(", ", command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        return Unreadable().Match(error.Message) is { Success: true, Groups: var parts }
            ? $"'{parts["value"].Value}' is not a valid {Form(parts["type"].Value, parts["name"].Value)}"
            : error.Message;
    }

    private static string Form(string type, string name) => type switch
    {
        _ when type.Contains("DateOnly", StringComparison.Ordinal) => $"date for {name}. Write a date such as 2027-02-01.",
        _ when type.Contains("DateTime", StringComparison.Ordinal) => $"time for {name}. Write a time such as 2027-02-01T09:00:00Z.",
        _ when type.Contains("Int", StringComparison.Ordinal) => $"number for {name}. Write a whole number, such as 14.",
        _ when type.Contains("Double", StringComparison.Ordinal) || type.Contains("Decimal", StringComparison.Ordinal) =>
            $"number for {name}. Write a number, such as 2.5.",
        _ => $"value for {name}.",
    };

    [GeneratedRegex("^Cannot parse argument '(?<value>.*)' for (option|command) '(?<name>.*)' as expected type '(?<type>.*)'\\.$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Unreadable();
}
