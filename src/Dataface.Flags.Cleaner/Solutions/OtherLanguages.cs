using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaning;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>Files that are not C# and name the flag: pages, VB and F#. They are named, and left alone.</summary>
internal static class OtherLanguages
{
    private static readonly string[] Patterns = ["*.razor", "*.cshtml", "*.vb", "*.fs"];

    public static IEnumerable<Refusal> Naming(string folder, string key)
    {
        var names = new[] { $"\"{key}\"", $"'{key}'" };
        foreach (var path in Patterns.SelectMany(pattern => FlagFiles.Below(folder, pattern)))
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (!names.Any(n => line.Contains(n, StringComparison.Ordinal))) continue;
                yield return new(path, number,
                    $"It names the flag in {Path.GetExtension(path)[1..]}, which is not cleaned. Remove the flag here by hand first.");
            }
        }
    }
}
