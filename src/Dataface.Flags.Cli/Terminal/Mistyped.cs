using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>Finds the word of a command line that means nothing, and what was probably meant.</summary>
internal static partial class Mistyped
{
    /// <summary>What to say of it; null when every word means something.</summary>
    public static string? ProblemOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..] && !Option().IsMatch(word))
            return Say("command", word, command.Subcommands.Select(c => c.Name));
        return UnknownOption(parsed) is { } option ? Say("option", option, OptionsOf(parsed.CommandResult)) : null;
    }

    private static string Say(string what, string word, IEnumerable<string> known) =>
        $"There is no {what} '{word}'.{(Spelling.Nearest(word, known) is { } near ? $" Did you mean '{near}'?" : "")}";

    /// <summary>
    /// The parser hands it to an argument that takes several, such as a list of files, where it would be a file that does not exist.
    /// </summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        Token? before = null;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.DoubleDash) return null;
            if (token.Type == TokenType.Argument && Option().Match(token.Value) is { Success: true } option && !IsValueOf(before, parsed))
                return option.Groups[1].Value;
            before = token;
        }

        return null;
    }

    /// <summary>Whether a word is taken whole, whatever it looks like, since it follows an option that has one value.</summary>
    private static bool IsValueOf(Token? before, ParseResult parsed) =>
        before is { Type: TokenType.Option } && Options(parsed.CommandResult).Any(
            option => (option.Name == before.Value || option.Aliases.Contains(before.Value))
                && option is { Arity.MinimumNumberOfValues: 1, AllowMultipleArgumentsPerToken: false });

    private static IEnumerable<string> OptionsOf(CommandResult command) =>
        Options(command).Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name));

    private static IEnumerable<Option> Options(CommandResult command) =>
        command.Command.Options.Concat(
            command.Parent is CommandResult parent ? Options(parent).Where(option => option.Recursive) : []);

    [GeneratedRegex("^(--?[A-Za-z][A-Za-z-]*)(=.*)?$")]
    private static partial Regex Option();
}
