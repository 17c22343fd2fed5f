using System.Globalization;
using System.Net;
using System.Text.Json;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Documents;
using Dataface.Flags.Http;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Commands;

/// <summary>Flags that nobody evaluates, as far as a server has heard of it for long enough to say so. Immutable.</summary>
/// <param name="Flags">Their keys, owners, and when each was evaluated last; null for never.</param>
/// <param name="Note">Since when that was counted, or why nothing can be said.</param>
/// <param name="CountedSince">When usage was first reported; null when it never was.</param>
internal sealed record UnusedFlags(
    IReadOnlyList<(string Flag, string Owner, DateTimeOffset? Last)> Flags, string Note, DateTimeOffset? CountedSince)
{
    /// <summary>How much of the time somebody must have reported; a server that heard nothing cannot say that nothing happened.</summary>
    private const double LeastHeard = 0.9;

    /// <summary>As long as minutes and hours are kept.</summary>
    public const int MostDays = 89;

    /// <param name="client">The server.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="document">The document in force there.</param>
    /// <param name="days">A flag that nobody has evaluated for so many days is unused.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<UnusedFlags> FindAsync(
        ServerClient client, string environment, FlagDocument document, int days, CancellationToken cancellationToken)
    {
        JsonElement usage;
        try
        {
            var path = string.Create(
                CultureInfo.InvariantCulture, $"usage?environment={Uri.EscapeDataString(environment)}&hours={(days * 24) + 1}");
            usage = await client.AskAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (FlagServerException error) when (error.Status == HttpStatusCode.NotFound)
        {
            // An older server, or one that does not know the environment.
            return new([], $"Which flags nobody evaluates is not known. {error.Message}", null);
        }

        DateTimeOffset? since = usage.TryGetProperty("countedSince", out var first) ? first.GetDateTimeOffset() : null;
        var heard = usage.GetProperty("heardHours").GetInt32();

        // By the server's clock, as all of it is.
        var before = usage.GetProperty("since").GetDateTimeOffset();
        if (WhyNot(since, heard, days, before) is { } why) return new([], why, since);
        var unused = usage.GetProperty("flags").EnumerateArray().Select(flag => (Key: UsageText.Of(flag, "flag"), Last: LastOf(flag)))
            .Where(flag => (flag.Last ?? DateTimeOffset.MinValue) < before && document.Flags.ContainsKey(flag.Key))
            .Select(flag => (flag.Key, Definition: document.Flags[flag.Key], flag.Last))
            .Where(flag => flag.Definition.Created < DateOnly.FromDateTime(before.UtcDateTime));
        return new([.. unused.Select(flag => (flag.Key, flag.Definition.Owner, flag.Last))], Known(usage, since!.Value, days), since);
    }

    private static string? WhyNot(DateTimeOffset? since, int heard, int days, DateTimeOffset before)
    {
        if (since is not { } first) return "No service has reported usage to this server: which flags nobody evaluates is not known.";
        if (first > before)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Usage is counted since {UsageText.Time(first)} only: "
                + $"which flags nobody has evaluated for {Counted.Of(days, "day")} is not known yet.");
        }

        return heard >= days * 24 * LeastHeard ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Usage was reported in {heard} of the last {days * 24} hours only: which flags nobody evaluates is not known.");
    }

    private static string Known(JsonElement usage, DateTimeOffset since, int days)
    {
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"Unused: evaluated by no service that reports for {Counted.Of(days, "day")}. Usage is counted since {UsageText.Time(since)}.");
        return usage.GetProperty("bulkReads").GetInt64() == 0 ? note
            : note + " Clients of OFREP were given all flags at once; those that they use may be among them.";
    }

    private static DateTimeOffset? LastOf(JsonElement flag) =>
        flag.TryGetProperty("lastEvaluated", out var last) ? last.GetDateTimeOffset() : null;
}
