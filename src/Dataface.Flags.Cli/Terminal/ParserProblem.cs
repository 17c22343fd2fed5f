using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>Says in plain words what the parser of command lines complains of, and what to write.</summary>
internal static partial class ParserProblem
{
    /// <summary>What to say; the message as it is where it is one of ours, or plain enough.</summary>
    public static string Of(ParseError error)
    {
        if (Unreadable().Match(error.Message) is { Success: true } unreadable)
        {
            var (value, type) = (unreadable.Groups[1].Value, unreadable.Groups[2].Value);
            return $"'{value}' is not a valid value of '{NameOf(error.SymbolResult)}'. Write {ExampleOf(type)}.";
        }

        var isIncomplete = error.Message.StartsWith("Required command", StringComparison.Ordinal);
        if (isIncomplete && error.SymbolResult is CommandResult { Command: var group })
            return $"Add a command: {string.Join(", ", group.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        return error.Message.StartsWith("Required argument missing for option", StringComparison.Ordinal)
            ? $"'{NameOf(error.SymbolResult)}' has no value. Write one behind it."
            : error.Message;
    }

    private static string NameOf(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => "",
    };

    private static string ExampleOf(string type) => type switch
    {
        "Int32" or "Int64" => "a whole number, such as 10",
        "Double" or "Decimal" => "a number, such as 0.5",
        _ => "another one",
    };

    [GeneratedRegex(@"^Cannot parse argument '(.*?)' .*expected type '(?:System\.Nullable`1\[)?System\.(\w+)", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
