using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Makes names that documents take of names that have spaces, slashes and the like; each is unique. Not thread-safe.</summary>
internal sealed class KeyNames
{
    private const int MaxLength = Names.MaxLength - 8;

    private readonly HashSet<string> _taken;

    /// <param name="names">All old names: those that can stay are kept for their owners.</param>
    public KeyNames(IEnumerable<string> names) => _taken = [.. names.Where(name => Names.IsName(name))];

    /// <summary>The name itself where it can stay; else one like it that is free.</summary>
    /// <param name="name">The old name.</param>
    /// <param name="fallback">What it becomes when nothing of it can stay.</param>
    public string Next(string name, string fallback)
    {
        if (_taken.Contains(name)) return name;
        var like = Like(name) is { Length: > 0 } some ? some : fallback;
        var free = like;
        for (var number = 2; !_taken.Add(free); number++) free = string.Create(CultureInfo.InvariantCulture, $"{like}-{number}");
        return free;
    }

    private static string Like(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            var isPart = char.IsAsciiLetterOrDigit(c) || (text.Length > 0 && c is '.' or '_');
            if (isPart) text.Append(c);
            else if (text.Length > 0 && text[^1] != '-') text.Append('-');
            if (text.Length == MaxLength) break;
        }

        return text.ToString().TrimEnd('-');
    }
}
