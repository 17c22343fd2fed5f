using Dataface.Flags.Documents;
using Dataface.Flags.Serving;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Client;

/// <summary>Says how a start went; in strict mode throws when it did not go well.</summary>
internal static class StartReport
{
    public static void Write(
        FlagClientOptions options, FlagClientParts parts, DefinitionFeed feed, IReadOnlyList<string> standIns, bool stateFromCache,
        ILogger logger)
    {
        var missing = feed.Missing;
        string[] cached = [.. standIns, .. stateFromCache ? ["state"] : Array.Empty<string>()];
        if (missing.Count > 0) ClientLog.StartedWithoutDefinitions(logger, string.Join(", ", missing));
        if (cached.Length > 0) ClientLog.StartedFromCache(logger, options.CacheFile!, string.Join(", ", cached));
        if (options.Files.Count > 0) ClientLog.Files(logger, string.Join(", ", options.Files));
        ClientLog.Published(logger, parts.Publisher.Document.Flags.Count, options.Environment!, parts.Publisher.Current.Revision);

        var unknown = options.DeclaredKeys.Where(key => !parts.Publisher.Document.Flags.ContainsKey(key)).Distinct(StringComparer.Ordinal)
            .ToList();
        foreach (var key in unknown) ClientLog.DeclaredKeyMissing(logger, key, Hint(parts, key));
        if (options.Strict) ThrowIfAnything(parts, unknown);
    }

    private static void ThrowIfAnything(FlagClientParts parts, List<string> unknown)
    {
        var status = parts.Status;
        string[] complaints =
        [
            .. status.Providers.Where(p => p.Problem is not null).Select(p => $"{p.Name}: {p.Problem}"),
            .. status.IsStateStale ? ["The state store cannot be read."] : Array.Empty<string>(),
            .. unknown.Select(key => $"No document defines the declared flag '{key}'. {Hint(parts, key)}".TrimEnd()),
        ];
        if (complaints.Length > 0)
        {
            throw new InvalidOperationException(
                "Feature flags could not start in strict mode:" + System.Environment.NewLine
                    + string.Join(System.Environment.NewLine, complaints));
        }
    }

    private static string Hint(FlagClientParts parts, string key) =>
        Spelling.Nearest(key, parts.Publisher.Document.Flags.Keys) is { } near ? $"Did you mean '{near}'?" : "";
}
