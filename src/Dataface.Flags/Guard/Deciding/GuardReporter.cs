using System.Globalization;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.State;
using Dataface.Flags.Values;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Says how a guard stands, and logs when that changes. Not thread-safe.</summary>
internal sealed class GuardReporter(ILogger logger)
{
    private const int PathLength = 120;

    private readonly Dictionary<(string Variant, string Signal), Queue<double>> _paths = [];
    private GuardHealth _health = GuardHealth.Starting;
    private (string? Variant, RolloutArm Side, bool IsSilent) _kind;
    private DateTimeOffset? _lastSeen;
    private (int Bucket, long Count) _seen;

    /// <summary>Notes whether anything was recorded since the last look.</summary>
    public void Seen(GuardEvidence evidence, DateTimeOffset now)
    {
        _lastSeen ??= now;
        var count = evidence.Counts.Where(c => c.Bucket == evidence.Bucket && c.Signal == GuardSignals.Seen).Sum(c => c.Count);
        if (count > 0 && (evidence.Bucket, count) != _seen) _lastSeen = now;
        _seen = (evidence.Bucket, count);
    }

    /// <summary>Notes when anything was recorded last, for whoever looks once.</summary>
    public void Heard(DateTimeOffset lastSeen) => _lastSeen = lastSeen;

    public GuardHealth HealthOf(GuardedRollout rollout, EpochTests[] tests, string? storeProblem, DateTimeOffset now)
    {
        var health = Health(rollout, tests, storeProblem, now);
        var kind = KindOf(rollout, health, tests);
        if (health == _health && kind == _kind) return health;

        // An evidence store that does not answer is told as the outage that it is, once for all guards.
        if (health is not GuardHealth.Alone)
        {
            if (ProblemOf(rollout, health, tests) is { } problem) GuardLog.Degraded(logger, rollout.Id, problem);
            else if (_health is not (GuardHealth.Starting or GuardHealth.Alone)) GuardLog.Well(logger, rollout.Id);
        }

        (_health, _kind) = (health, kind);
        return health;
    }

    public GuardStatus Report(
        GuardedRollout rollout, RampState ramp, GuardEpoch epoch, EpochTests[] tests, GuardHealth health, string? waiting,
            string? aborted = null) => new()
            {
                Explanation = Explain(tests, ProblemOf(rollout, health, tests), waiting ?? Holds(rollout), aborted),
                Objective = rollout.Objective,
                Sources = tests.FirstOrDefault()?.Sources is { } sources ? GuardSentences.Sources(sources) : null,
                Reported = tests.FirstOrDefault(t => t.Short != RolloutArm.None)?.Reported,
                Flag = rollout.Key,
                Rule = rollout.Rule,
                Rollout = rollout.Id,
                Health = health,
                Problem = ProblemOf(rollout, health, tests),
                Silent = tests.Select(t => t.Short).FirstOrDefault(side => side != RolloutArm.None),
                Stage = rollout.Stage,
                Stages = Math.Max(rollout.Rollout.Steps.Count, 1),
                Percent = Percentage.Of(rollout.Rollout.MilliPercent),
                IsPaused = ramp.IsPaused,
                Waiting = waiting,
                Epoch = epoch.Number,
                Since = epoch.Start,
                Signals = [.. tests.SelectMany(t => t.Signals.Select(s => Status(t.Variant, s)))],
            };

    private static GuardHealth Health(
        GuardedRollout rollout, EpochTests[] tests, string? storeProblem, DateTimeOffset now, DateTimeOffset? lastSeen)
    {
        if (lastSeen is { } last && now - last >= rollout.Guard.Silence) return GuardHealth.Silent;
        if (storeProblem is not null) return GuardHealth.Alone;
        if (Unprotected(rollout, tests) is not null) return GuardHealth.Unprotected;
        return tests.All(t => !t.HasTreatment && !t.HasControl) ? GuardHealth.Starting : GuardHealth.Watching;
    }

    /// <summary>
    /// The treatment for which harm would not be noticed: an objective needs no control, but nothing does without treatment.
    /// </summary>
    private static EpochTests? Unprotected(GuardedRollout rollout, EpochTests[] tests) =>
        tests.FirstOrDefault(t => t.Short == RolloutArm.Treatment || (t.Short == RolloutArm.Control && rollout.Guard.SloObjective is null));

    /// <summary>What somebody would want to hear of anew, when it changes: not the figures in the sentence.</summary>
    private static (string? Variant, RolloutArm Side, bool IsSilent) KindOf(
        GuardedRollout rollout, GuardHealth health, EpochTests[] tests) =>
        health == GuardHealth.Unprotected && Unprotected(rollout, tests) is { } test ? (test.Variant, test.Short, test.IsSilent) : default;

    private static string? ProblemOf(GuardedRollout rollout, GuardHealth health, EpochTests[] tests) => health switch
    {
        GuardHealth.Unprotected => Unprotected(rollout, tests) is { } test ? GuardSentences.Unprotected(test) : null,
        GuardHealth.Silent => GuardSentences.Silent(rollout.Guard.Silence),
        GuardHealth.Alone => GuardSentences.StoreIsDown,
        GuardHealth.Aborted when rollout.Guard.ObserveOnly => GuardSentences.OnlyObserved,
        _ => null,
    };

    /// <summary>That the objective is not met, also where no ramp waits for it.</summary>
    private static string? Holds(GuardedRollout rollout) =>
        rollout.Objective is { Holds: true } objective ? GuardSentences.Holds(objective) : null;

    /// <summary>What it does or waits for, and why, and the figures.</summary>
    private static string Explain(EpochTests[] tests, string? problem, string? waiting, string? aborted)
    {
        if (aborted is not null) return aborted;
        var test = tests.MaxBy(t => t.Signals.Select(s => s.LogE - s.Threshold).DefaultIfEmpty(double.NegativeInfinity).Max());
        var (variant, figures) = (test?.Variant ?? "", test?.Figures ?? default);
        if (problem is null && test is null) return GuardSentences.Unwatched;
        return (problem ?? waiting) is { } amiss
            ? GuardSentences.Waiting(amiss, variant, figures) : GuardSentences.Watching(variant, figures);
    }

    private GuardHealth Health(GuardedRollout rollout, EpochTests[] tests, string? storeProblem, DateTimeOffset now) =>
        Health(rollout, tests, storeProblem, now, _lastSeen);

    private GuardSignalStatus Status(string variant, SignalTest signal)
    {
        if (!_paths.TryGetValue((variant, signal.Signal), out var path)) _paths.Add((variant, signal.Signal), path = new Queue<double>());
        path.Enqueue(signal.LogE);
        if (path.Count > PathLength) path.Dequeue();
        return new()
        {
            Variant = variant,
            Signal = signal.Signal,
            Kind = signal.Kind,
            Treatment = signal.Treatment,
            Control = signal.Control,
            LogE = signal.LogE,
            Threshold = signal.Threshold,
            Path = [.. path],
        };
    }
}
