using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Cleaner.Exits;
using Dataface.Flags.Cleaning;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cleaner.Choosing;

/// <summary>Says which flags go, and which side of each stays.</summary>
internal static class SideChoice
{
    public static IReadOnlyList<KeptSide> Of(CleanRequest request, FlagFiles files)
    {
        var flags = files.Documents.SelectMany(d => d.Model.Flags).Select(f => f.Flag).GroupBy(f => f.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var keys = request.Keys.Count > 0
            ? request.Keys : [.. flags.Keys.Where(key => IsAsked(request, files, flags[key])).Order(StringComparer.Ordinal)];
        return [.. keys.Distinct(StringComparer.Ordinal).Select(key => flags.TryGetValue(key, out var flag)
            ? Side(request, files, flag) : throw Unknown(key, flags.Keys, files))];
    }

    private static CleanerException Unknown(string key, IEnumerable<string> keys, FlagFiles files)
    {
        var near = Spelling.Nearest(key, keys);
        return new(CleanerExit.Usage, files.Documents.Count == 0
            ? "There is no flag document. Name it with --flags."
            : $"No flag document has a flag '{key}'. {(near is null ? "" : $"Did you mean '{near}'?")}".TrimEnd());
    }

    private static bool IsAsked(CleanRequest request, FlagFiles files, FlagModel flag) =>
        (request.Decided && Kept(files, flag.Key) is not null) || (request.Expired && flag.Expires <= request.Today);

    private static KeptSide Side(CleanRequest request, FlagFiles files, FlagModel flag)
    {
        var variant = request.Keep ?? Kept(files, flag.Key) ?? (flag.Expires <= request.Today ? flag.OffVariant : null);
        if (variant is null)
        {
            var undecided = files.Experiments.Any(e => e.Model.Flag == flag.Key && e.Model.IsDecided)
                ? "Its decision does not name one variant" : "It is neither decided nor expired";
            throw new CleanerException(CleanerExit.Usage, $"{undecided}, so '{flag.Key}' needs --keep with one of {Names(flag)}.");
        }

        return flag.Find(variant) is { } found
            ? KeptSide.Of(flag, found)
            : throw new CleanerException(CleanerExit.Usage, $"The flag '{flag.Key}' has no variant '{variant}'. It has {Names(flag)}.");
    }

    private static string? Kept(FlagFiles files, string key) => files.Experiments.Select(e => e.Model)
        .FirstOrDefault(e => e.Flag == key && e.IsDecided)?.Kept;

    private static string Names(FlagModel flag) => string.Join(", ", flag.Variants.Select(v => v.Name));
}
