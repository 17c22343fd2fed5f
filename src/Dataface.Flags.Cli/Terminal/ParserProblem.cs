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
        if (OfUnreadable(error.Message) is { } unreadable) return unreadable;
        var isIncomplete = error.Message.StartsWith("Required command", StringComparison.Ordinal);
        if (isIncomplete && error.SymbolResult is CommandResult { Command: var group })
            return $"Add a command: {string.Join(", ", group.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        return error.Message.StartsWith("Required argument missing for option", StringComparison.Ordinal)
            ? $"'{NameOf(error.SymbolResult)}' has no value. Write one behind it."
            : error.Message;
    }

    /// <summary>What to write instead of a value that is not one of its option's type; null when the message says something else.</summary>
    public static string? OfUnreadable(string message)
    {
        if (Unreadable().Match(message) is not { Success: true, Groups: var parts }) return null;
        var of = parts["name"] is { Success: true, Value: var name } ? $" of '{name}'" : "";
        return $"'{parts["value"].Value}' is not a valid value{of}. Write {ExampleOf(parts["type"].Value)}.";
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

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*?)' (for (option|command) '(?<name>.*?)' )?"
        + @"as expected type '(System\.Nullable`1\[)?System\.(?<type>\w+)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Unreadable();
}
