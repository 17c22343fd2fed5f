using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Proxies;

/// <summary>What the paths of all routes may have before them: plain segments, and nothing that leads a link to another place.</summary>
internal static partial class PathPrefix
{
    public const string Remedy =
        "Write a path such as /tools/flags: segments of letters, digits, '-', '_', '.' and '~', each with one slash in front, none of them "
        + "'.' or '..'.";

    private const int MaxLength = 200;

    /// <summary>A prefix without a slash at its end, empty for the root; null when it is none.</summary>
    public static string? Parse(string text)
    {
        if (text == "/") return "";
        var isPlain = text.Length <= MaxLength && Form().IsMatch(text) && !text.Split('/').Any(segment => segment is "." or "..");
        return isPlain ? text.TrimEnd('/') : null;
    }

    [GeneratedRegex(@"\A(/[A-Za-z0-9._~-]+)+/?\z")]
    private static partial Regex Form();
}
