using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.State;
using Dataface.Flags.Values;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Looks at guarded rollouts from outside, by what is kept of them; changes nothing.</summary>
internal static class GuardInspection
{
    /// <summary>How each guarded rollout stands that is not killed or expired, with ln E after each of the last time buckets.</summary>
    public static async Task<IReadOnlyList<GuardStatus>> LookAsync(
        FlagSnapshot snapshot, string environment, FlagState state, IGuardEvidenceStore store, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (statuses, objectives) = (new List<GuardStatus>(), new Dictionary<string, GuardObjectiveStatus>(StringComparer.Ordinal));
        foreach (var rollout in GuardedRollout.In(snapshot, environment).Where(r => r.Flag.Details.Definition.Guard is not null))
        {
            if (rollout.Guard is { Objective: { } name, SloObjective: { } percent } && !objectives.ContainsKey(name))
            {
                objectives[name] = await ObjectiveWatch.InspectAsync(name, percent, environment, state, store, now, cancellationToken)
                    .ConfigureAwait(false);
            }

            var asked = rollout with { Objective = rollout.Guard.Objective is { } asks ? objectives[asks] : null };
            var known = state.Ramps.GetValueOrDefault(rollout.Id);
            statuses.Add(await LookAsync(asked, known, store, now, cancellationToken).ConfigureAwait(false));
        }

        return statuses;
    }

    /// <summary>The guarded rollouts that have begun and of which nothing was counted for as long as their guard's silence.</summary>
    public static async Task<IReadOnlyList<GuardedRollout>> ListSilentAsync(
        FlagSnapshot snapshot, string environment, IGuardEvidenceStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silent = new List<GuardedRollout>();
        foreach (var rollout in GuardedRollout.In(snapshot, environment).Where(r => r.Flag.Details.Definition.Guard is not null))
        {
            if (rollout.Recorded is not { } ramp) continue;
            var epoch = ramp.EpochAt(rollout.Id, now);
            var evidence = await store.ReadAsync(epoch, 0, cancellationToken).ConfigureAwait(false);
            var seen = evidence.Counts.Where(count => count.Signal == GuardSignals.Seen && count.Count > 0).Select(count => count.Bucket)
                .DefaultIfEmpty(-1).Max();
            var last = seen < 0 ? epoch.Start : epoch.Start + EvidenceLedger.EndOf(seen);
            if (now - last >= rollout.Guard.Silence) silent.Add(rollout);
        }

        return silent;
    }

    private static async Task<GuardStatus> LookAsync(
        GuardedRollout rollout, RampState? known, IGuardEvidenceStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ramp = known ?? new RampState
        {
            Stage = rollout.Stage,
            Epoch = 1,
            Percent = Percentage.Of(rollout.Rollout.MilliPercent),
            Since = now,
        };
        var epoch = ramp.EpochAt(rollout.Id, now);
        var evidence = await store.ReadAsync(epoch, 0, cancellationToken).ConfigureAwait(false);
        var (reporter, tests) = (new GuardReporter(NullLogger.Instance), EpochTests.Of(rollout.Guard, rollout.Shares, epoch.Number));
        if (known is not null) reporter.Heard(LastSeen(evidence, epoch, now));
        var byBucket = evidence.Counts.ToLookup(count => count.Bucket);
        var step = await StepAsync(rollout, ramp, epoch, store, cancellationToken).ConfigureAwait(false) ?? tests;
        GuardStatus? status = null;
        for (var bucket = 0; bucket <= evidence.Bucket; bucket++)
        {
            foreach (var test in tests) test.Feed(bucket, [.. byBucket[bucket - 1], .. byBucket[bucket]]);
            var health = reporter.HealthOf(rollout, tests, null, now);
            if (bucket == evidence.Bucket) rollout = rollout.With(tests);
            status = reporter.Report(rollout, ramp, epoch, tests, health, Waiting(rollout, known, tests, step, health, now));
        }

        return status!;
    }

    /// <summary>When anything was recorded last, as far as time buckets tell; when the epoch began, if nothing was.</summary>
    private static DateTimeOffset LastSeen(GuardEvidence evidence, GuardEpoch epoch, DateTimeOffset now)
    {
        var last = evidence.Counts.Where(c => c.Signal == GuardSignals.Seen && c.Count > 0).Select(c => c.Bucket).DefaultIfEmpty(-1).Max();
        var end = last < 0 ? epoch.Start : epoch.Start + EvidenceLedger.EndOf(last);
        return end < now ? end : now;
    }

    /// <summary>The tests over all days of the step; null on its first.</summary>
    private static async Task<EpochTests[]?> StepAsync(
        GuardedRollout rollout, RampState ramp, GuardEpoch epoch, IGuardEvidenceStore store, CancellationToken cancellationToken)
    {
        if (epoch.Number == ramp.Epoch) return null;
        var first = ramp.EpochAt(rollout.Id, ramp.Since);
        var evidence = await store.ReadAsync(first, 0, cancellationToken).ConfigureAwait(false);
        var step = EpochTests.OfStep(rollout.Guard, rollout.Shares, first.Number);
        foreach (var test in step) test.Feed(evidence.Bucket, evidence.Counts);
        return step;
    }

    private static string? Waiting(
        GuardedRollout rollout, RampState? known, EpochTests[] tests, EpochTests[] step, GuardHealth health, DateTimeOffset now)
    {
        if (known is null) return "No instance has begun to watch it yet.";
        if (rollout.NextShare is null) return null;
        return RampDriver.Missing(rollout, known, tests, step, health, now, RampDriver.IsProved(step))
            ?? "The ramp continues at the next look.";
    }
}
