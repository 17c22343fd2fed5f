using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Usage;

/// <summary>
/// Takes usage and says what was kept of it. People look at it; nothing is allowed, decided or weighed by it. Thread-safe.
/// </summary>
internal sealed class UsageService(ServerStorage storage, WaitingUsage waiting, EnvironmentClients clients, TimeProvider time)
{
    /// <summary>So many points are given at most.</summary>
    private const int MostPoints = 20_000;

    /// <summary>Takes the usage of an instance that is known.</summary>
    /// <param name="source">The instance.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="service">Its service.</param>
    /// <param name="usage">What it sent; null for nothing.</param>
    /// <returns>The number of what counts from now on, be it kept or not; 0 when nothing was sent, or there is no room now.</returns>
    /// <exception cref="ProblemException">It is none.</exception>
    public long Take(Guid source, string environment, string service, ReportedUsage? usage) =>
        usage is not null && waiting.TryAdd(source, usage.Number, environment, service, usage.Checked()) ? usage.Number : 0;

    /// <summary>All flags of an environment.</summary>
    /// <param name="environment">A known one.</param>
    /// <param name="hours">How many hours, this one included.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<EnvironmentUsage> LookAsync(string environment, int hours, CancellationToken cancellationToken)
    {
        var query = new UsageQuery(environment, null, IsByMinute: false, Since(hours));
        var sums = await storage.Usage.SumAsync(query, cancellationToken);
        var span = await storage.Usage.SpanAsync(environment, query.Since, cancellationToken);
        var defined = await DefinedAsync(environment, cancellationToken);
        var ofFlags = sums.ToLookup(sum => sum.Flag, StringComparer.Ordinal);
        var keys = defined.Concat(ofFlags.Select(flag => flag.Key)).Where(key => key != OfrepUsage.AllFlags)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new(
            environment, hours, query.Since, span.First, span.Hours, Total(ofFlags[OfrepUsage.AllFlags]), span.IsPartial,
            [.. keys.Select(key => Of(key, defined.Contains(key), [.. ofFlags[key]]))]);
    }

    /// <summary>One flag.</summary>
    /// <param name="query">Which, and since when.</param>
    /// <param name="hours">How many hours that is.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ProblemException">Nobody has heard of it.</exception>
    public async Task<FlagUsage> LookAtAsync(UsageQuery query, int hours, CancellationToken cancellationToken)
    {
        var sums = await storage.Usage.SumAsync(query, cancellationToken);
        var isDefined = (await DefinedAsync(query.Environment, cancellationToken)).Contains(query.Flag!);
        if (sums.Count == 0 && !isDefined) throw NotThere(query);
        var cells = await storage.Usage.ReadAsync(query, MostPoints + 1, cancellationToken);
        var span = await storage.Usage.SpanAsync(query.Environment, query.Since, cancellationToken);
        var points = cells.Take(MostPoints).GroupBy(cell => (cell.At, cell.Service, cell.Variant))
            .Select(cell => new UsagePoint(cell.Key.At, cell.Key.Service, cell.Key.Variant, Total(cell.Select(c => c.Count))));
        var services = sums.GroupBy(sum => sum.Service, StringComparer.Ordinal)
            .Select(service => new UsageOfService(service.Key, Total(service), service.Max(sum => sum.LastAt)));
        var reasons = sums.Where(sum => sum.Count > 0).GroupBy(sum => sum.Reason, StringComparer.Ordinal)
            .Select(reason => new UsageOfReason(reason.Key, Total(reason)));
        return new(
            query.Environment, query.Flag!, isDefined, query.IsByMinute ? "minute" : "hour", hours, query.Since, span.First, LastOf(sums),
            Total(sums), span.IsPartial || cells.Count > MostPoints,
            [.. services.OrderBy(service => service.Service, StringComparer.Ordinal)], Variants(sums),
            [.. reasons.OrderByDescending(reason => reason.Count)], [.. points]);
    }

    /// <summary>What is asked of one flag.</summary>
    /// <param name="environment">A known environment.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="isByMinute">Whether its minutes are asked for, and not its hours.</param>
    /// <param name="hours">How many hours back: minutes go back from this one, hours are whole but for this one.</param>
    public UsageQuery Ask(string environment, string flag, bool isByMinute, int hours) =>
        new(environment, flag, isByMinute, isByMinute ? time.GetUtcNow() - TimeSpan.FromHours(hours) : Since(hours));

    private DateTimeOffset Since(int hours)
    {
        var now = time.GetUtcNow();
        return now - TimeSpan.FromHours(hours - 1) - TimeSpan.FromTicks(now.UtcTicks % TimeSpan.TicksPerHour);
    }

    private static UsageOfFlag Of(string key, bool isDefined, IReadOnlyList<UsageSum> sums) => new(
        key, isDefined, Total(sums), Total(sums.Where(sum => sum.Reason == UsageLine.NotFound)), LastOf(sums),
        [.. sums.Select(sum => sum.Service).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], Variants(sums));

    private static UsageOfVariant[] Variants(IEnumerable<UsageSum> sums) =>
    [
        .. sums.Where(sum => sum.Count > 0).GroupBy(sum => sum.Variant, StringComparer.Ordinal)
            .Select(variant => new UsageOfVariant(variant.Key, Total(variant))).OrderBy(variant => variant.Variant, StringComparer.Ordinal),
    ];

    private static DateTimeOffset? LastOf(IReadOnlyList<UsageSum> sums) => sums.Count == 0 ? null : sums.Max(sum => sum.LastAt);

    private static long Total(IEnumerable<UsageSum> sums) => Total(sums.Select(sum => sum.Count));

    /// <summary>Forged counts may come to more than there are numbers for.</summary>
    private static long Total(IEnumerable<long> counts) =>
        (long)counts.Aggregate(Int128.Zero, (sum, count) => Int128.Min(sum + count, long.MaxValue));

    private async Task<HashSet<string>> DefinedAsync(string environment, CancellationToken cancellationToken)
    {
        var flags = (await clients.GetAsync(environment, cancellationToken)).Pin().Flags;
        var keys = new HashSet<string>(flags.Length, StringComparer.Ordinal);
        foreach (var flag in flags) keys.Add(flag.Details.Key);
        return keys;
    }

    private static ProblemException NotThere(UsageQuery query) => new(Problem.NotFound(
        $"No document in force defines '{query.Flag}', and nobody has evaluated it in '{query.Environment}' within 90 days, as far as was "
        + "reported. Correct the key, or ask GET /api/usage for those there are."));
}
