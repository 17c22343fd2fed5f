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
        if (OfThrown(error.Message) is { } thrown) return thrown;
        var isIncomplete = error.Message.StartsWith("Required command", StringComparison.Ordinal);
        if (isIncomplete && error.SymbolResult is CommandResult { Command: var group })
            return $"Add a command: {string.Join(", ", group.Subcommands.Where(c => !c.Hidden).Select(c => c.Name))}.";
        return Several().Match(error.Message) is { Success: true, Groups: var several }
            ? $"'{several["name"].Value}' takes one value, and has {several["count"].Value}. Write it once."
            : error.Message;
    }

    /// <summary>
    /// What to write instead of a value that is missing, or is not one of its option's type: what the parser throws at who asks for the
    /// value. Null when the message says something else.
    /// </summary>
    public static string? OfThrown(string message)
    {
        if (Missing().Match(message) is { Success: true, Groups: var missing })
            return $"'{missing["name"].Value}' has no value. Write one behind it.";
        if (Unreadable().Match(message) is not { Success: true, Groups: var parts }) return null;
        var of = parts["name"] is { Success: true, Value: var name } ? $" of '{name}'" : "";
        return $"'{parts["value"].Value}' is not a valid value{of}. Write {ExampleOf(parts["type"].Value)}.";
    }

    private static string ExampleOf(string type) => type switch
    {
        "Int32" or "Int64" => "a whole number, such as 10",
        "Double" or "Decimal" => "a number, such as 0.5",
        _ => "another one",
    };

    [GeneratedRegex("^Required argument missing for option: '(?<name>.*)'\\.$", RegexOptions.ExplicitCapture)]
    private static partial Regex Missing();

    [GeneratedRegex("^Option '(?<name>.*)' expects a single argument but (?<count>\\d+) were provided\\.$", RegexOptions.ExplicitCapture)]
    private static partial Regex Several();

    [GeneratedRegex(
        @"^Cannot parse argument '(?<value>.*?)' (for (option|command) '(?<name>.*?)' )?"
        + @"as expected type '(System\.Nullable`1\[)?System\.(?<type>\w+)",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Unreadable();
}
