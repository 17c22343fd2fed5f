using System.Globalization;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Says how a guard stands, and logs when that changes. Not thread-safe.</summary>
internal sealed class GuardReporter(ILogger logger)
{
    public const string OnlyObserved = "It would have been aborted, but the guard only observes.";

    private const int PathLength = 120;

    private readonly Dictionary<(string Variant, string Signal), Queue<double>> _paths = [];
    private GuardHealth _health = GuardHealth.Starting;
    private string? _problem;
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

    public GuardHealth HealthOf(GuardedRollout rollout, EpochTests[] tests, string? storeProblem, DateTimeOffset now)
    {
        var health = Health(rollout, tests, storeProblem, now);
        var problem = ProblemOf(rollout, health, tests);
        if (health == _health && problem == _problem) return health;

        // An evidence store that does not answer is told as the outage that it is, once for all guards.
        if (health is not GuardHealth.Alone)
        {
            if (problem is not null) GuardLog.Degraded(logger, rollout.Id, problem);
            else if (_health is not (GuardHealth.Starting or GuardHealth.Alone)) GuardLog.Well(logger, rollout.Id);
        }

        (_health, _problem) = (health, problem);
        return health;
    }

    public GuardStatus Report(GuardedRollout rollout, RampState ramp, GuardEpoch epoch, EpochTests[] tests, GuardHealth health, string? waiting) => new()
    {
        Flag = rollout.Key,
        Rule = rollout.Rule,
        Rollout = rollout.Id,
        Health = health,
        Problem = ProblemOf(rollout, health, tests),
        Silent = tests.Select(t => t.Short).FirstOrDefault(side => side != RolloutArm.None),
        Stage = rollout.Stage,
        Stages = Math.Max(rollout.Rollout.Steps.Count, 1),
        Percent = rollout.Rollout.MilliPercent / 1000m,
        IsPaused = ramp.IsPaused,
        Waiting = waiting,
        Epoch = epoch.Number,
        Since = epoch.Start,
        Signals = [.. tests.SelectMany(t => t.Signals.Select(s => Status(t.Variant, s)))],
    };

    private static GuardHealth Health(GuardedRollout rollout, EpochTests[] tests, string? storeProblem, DateTimeOffset now, DateTimeOffset? lastSeen)
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

    private static string Sentence(EpochTests test) => (test.Short, test.IsSilent) switch
    {
        (RolloutArm.Control, true) =>
            $"Units with '{test.Variant}' are recorded, but none of those without it, and there is no objective: harm would not be noticed. Record both sides, or add \"slo\".",
        (RolloutArm.Control, _) =>
            $"Fewer of the units without '{test.Variant}' are recorded than their share: harm would be noticed late. Does every process record the old code, too?",
        (_, true) =>
            $"Units without the feature are recorded, but none of those with '{test.Variant}': harm would not be noticed. Record the new code, too.",
        _ =>
            $"Fewer of the units with '{test.Variant}' are recorded than their share: harm to the others would not be noticed. Does every process record the new code, and its successes, too?",
    };

    private static string? ProblemOf(GuardedRollout rollout, GuardHealth health, EpochTests[] tests) => health switch
    {
        GuardHealth.Unprotected => Unprotected(rollout, tests) is { } test ? Sentence(test) : null,
        GuardHealth.Silent => string.Create(CultureInfo.InvariantCulture, $"Nothing has been recorded for {rollout.Guard.Silence}: silence is not health. Is the guarded code called, and does it record?"),
        GuardHealth.Alone => "The evidence store does not answer; this instance decides on what it sees itself.",
        GuardHealth.Aborted when rollout.Guard.ObserveOnly => OnlyObserved,
        _ => null,
    };

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
