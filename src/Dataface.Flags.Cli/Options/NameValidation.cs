using System.CommandLine;
using Dataface.Flags.Cli.Commands;

namespace Dataface.Flags.Cli.Options;

/// <summary>Refuses what can be no name, where it is typed.</summary>
internal static class NameValidation
{
    /// <param name="argument">The argument.</param>
    /// <param name="problemOf">What is wrong with a value, and what to write instead; null when nothing is.</param>
    public static Argument<string> Refusing(this Argument<string> argument, Func<string, string?> problemOf)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && problemOf(result.Tokens[0].Value) is { } problem) result.AddError(problem);
        });
        return argument;
    }

    /// <inheritdoc cref="Refusing(Argument{string}, Func{string, string?})"/>
    public static void Refusing<T>(this Option<T> option, Func<string, string?> problemOf) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
        {
            if (problemOf(token.Value) is { } problem) result.AddError(problem);
        }
    });
}
