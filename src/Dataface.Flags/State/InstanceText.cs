namespace Dataface.Flags.State;

/// <summary>Texts of reports, as short as servers take them.</summary>
internal static class InstanceText
{
    /// <summary>The longest text of a report that is not a name.</summary>
    public const int MaxLength = 200;

    /// <summary>The longest name of a service, a version or a library.</summary>
    public const int MaxName = 64;

    /// <summary>The longest name of a machine, with the number of a process.</summary>
    public const int MaxFrom = 80;

    /// <summary>On one line, and cut off where it is too long.</summary>
    public static string Clip(string text, int most = MaxLength)
    {
        var line = text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text;
        if (line.Length <= most) return line;

        // Not between the two halves of a character.
        var end = char.IsHighSurrogate(line[most - 2]) ? most - 2 : most - 1;
        return line[..end] + '…';
    }
}
