using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Usage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Takes reports and says who is there. A report is believed for what people see; nothing is allowed, decided or weighed by one.
/// Thread-safe.
/// </summary>
internal sealed class InstanceService(
    KnownInstances instances, InstanceTokens tokens, Confirmations confirmations, UsageService usage, KnownEnvironments environments,
    AppliedLimit limit, FeedHub hub, ServerStorage storage, TimeProvider time)
{
    /// <summary>Takes the report of the instance with this id, or of one that asks for an id.</summary>
    public async Task<ReportAnswer> ReportAsync(HttpContext http, Guid? id, InstanceReport report)
    {
        http.RequireEnvironment(report.Environment);
        var key = http.Caller().Name;
        await environments.RequireAsync(report.Environment, http.Caller(), http.RequestAborted);
        var known = ReportCheck.Checked(report, time.GetUtcNow());
        if (id is { } named && !tokens.IsRight(report.Token ?? "", named, key, report.Environment)) throw NotThere();
        known = await limit.CheckedAsync(known, http.RequestAborted);
        var environment = instances.Of(report.Environment);
        var interval = environment.Interval;
        var instance = new InstanceView
        {
            Id = id ?? Guid.NewGuid(),
            Key = key,
            Report = known with { Token = null, Usage = null },
            HeardAt = time.GetTimestamp(),
            Interval = interval,
        };
        var isTaken = environment.TryTake(instance, isOwn: true, out var isNews);
        if (isNews) instances.Tell();
        if (!isTaken) throw NoRoom(report.Environment, key);

        // Whoever has no id yet could not send it again, and have it counted once.
        var taken = id is null ? 0 : usage.Take(instance.Id, report.Environment, report.Service, report.Usage);
        var token = id is null ? tokens.Make(instance.Id, key, report.Environment) : report.Token!;
        return new(instance.Id, token, interval.TotalSeconds, environment.Count, taken);
    }

    /// <summary>Who is there, those that are not up to date first.</summary>
    public async Task<FleetView> LookAsync(string environment, CancellationToken cancellationToken)
    {
        var feed = await hub.Of(environment).GetAsync(cancellationToken);
        var known = instances.Of(environment);
        return FleetView.Of(
            environment, feed, known.List(), known.IsSilent, known.IsPartial, instance => time.GetElapsedTime(instance.HeardAt));
    }

    /// <summary>
    /// How many of those that were heard of lately have in force what is recorded at a position of the feed's lineage, and how many are
    /// silent that did not.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="sequence">The position.</param>
    /// <param name="at">When it was recorded.</param>
    public (int Holding, int Heard, int Silent) Count(string environment, long sequence, DateTimeOffset at)
    {
        var (known, lineage) = (instances.Of(environment), hub.Of(environment).Current?.Cursor.Lineage ?? "");
        var age = AgeOf(at);
        var all = known.List().Where(instance => known.IsAsked(instance, age)).ToLookup(instance => instance.Holds(lineage, sequence));
        var holding = all[true].Count(instance => !known.IsSilent(instance));
        var lacking = all[false].ToLookup(known.IsSilent);
        return (holding, holding + lacking[false].Count(), lacking[true].Count());
    }

    /// <summary>Waits until what is recorded at a position is in force in every instance.</summary>
    public async Task<Confirmation> ConfirmAsync(
        string environment, string? lineage, long sequence, TimeSpan wait, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var known = lineage ?? (await hub.Of(environment).GetAsync(cancellationToken)).Cursor.Lineage;
        var found = await storage.Trail.SearchAsync(new TrailQuery(1, sequence + 1), cancellationToken);
        var age = found is [var record] && record.Sequence == sequence ? AgeOf(record.Change.At) : TimeSpan.Zero;
        return await confirmations.WaitAsync(environment, known, sequence, since, wait, cancellationToken, age);
    }

    /// <summary>How long ago something was recorded; a clock that was set back makes nothing of the future.</summary>
    private TimeSpan AgeOf(DateTimeOffset at) => time.GetUtcNow() is var now && at < now ? now - at : TimeSpan.Zero;

    private static ProblemException NotThere() => new(Problem.NotFound(
        "There is no such instance of this key in this environment, or the token is not its own. "
        + "Report without an id, and take the one of the answer."));

    private static ProblemException NoRoom(string environment, string key) => new(Problem.NotPossible(
        $"No more instances of '{environment}' are kept for now: at most {InstanceBounds.MostOfKey} of the key '{key}' and "
        + $"{InstanceBounds.MostOfEnvironment} of all, and all of them report. The instance works, but is not counted; report again "
        + "later."));
}
