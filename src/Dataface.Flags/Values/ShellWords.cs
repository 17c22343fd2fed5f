using System.Buffers;

namespace Dataface.Flags.Values;

/// <summary>Words of a command line as people paste them into a shell.</summary>
internal static class ShellWords
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:/@%+=");

    /// <summary>
    /// One line that a POSIX shell takes apart into just these words: what could mean something else to it stands in single quotes, which
    /// PowerShell reads in the same way unless there is one in the word.
    /// </summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
