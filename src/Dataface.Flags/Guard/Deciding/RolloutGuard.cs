using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Watches one rollout: epoch by epoch, until it is aborted or over. Not thread-safe; looked at by one loop.</summary>
internal sealed class RolloutGuard(GuardContext context, RolloutRecorder recorder) : IDisposable
{
    /// <summary>As many instances are reckoned with while the evidence store has never said how many there are.</summary>
    private const int UnknownInstances = 100;

    private readonly RampDriver _ramp = new(context);
    private readonly GuardReporter _reporter = new(context.Logger);
    private readonly OutageWitness _evidence = context.Outages.Witness(context.Store.Name);
    private EvidenceLink? _link;
    private EpochTests[] _tests = [];
    private EpochTests[] _own = [];
    private EvidenceLink? _stepLink;
    private EpochTests[] _step = [];
    private int? _instances;
    private RampState? _begun;
    private bool _aborted;
    private bool _observed;
    private string? _reason;
    private GuardCause _cause;

    public GuardStatus? Status { get; private set; }

    /// <summary>How many instances decide when each of them is alone.</summary>
    private int Deciders => _instances ?? UnknownInstances;

    /// <summary>Whether the last look failed; for whoever looks.</summary>
    public bool IsFailing { get; set; }

    public void Dispose()
    {
        _evidence.Dispose();
        _ramp.Dispose();
    }

    /// <summary>It was said elsewhere that it would have been aborted; it is not said again while the guard only observes.</summary>
    public void WouldHaveAborted() => (_observed, _cause) = (true, GuardCause.Signal);

    /// <summary>Reports, reads, decides.</summary>
    /// <param name="rollout">The rollout as it stands.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task LookAsync(GuardedRollout rollout, CancellationToken cancellationToken)
    {
        if (_aborted) return;

        // What was only observed has ended nothing: once the guard enforces, it aborts, on the same evidence.
        _observed &= rollout.Guard.ObserveOnly;
        var now = context.Time.GetUtcNow();
        var ramp = await BeginAsync(rollout, now).ConfigureAwait(false);
        var epoch = ramp.EpochAt(rollout.Id, now);
        await SwitchToAsync(epoch, ramp.EpochAt(rollout.Id, ramp.Since), rollout, cancellationToken).ConfigureAwait(false);
        recorder.Epoch!.MoveTo(EvidenceLedger.BucketAt(epoch.Start, now));
        Overdue();
        var tests = await FeedAsync(cancellationToken).ConfigureAwait(false);
        rollout = rollout.With(tests);
        if (!_observed && tests.FirstOrDefault(t => t.Harm is not null) is { } harmful)
        {
            await AbortAsync(rollout, harmful, cancellationToken).ConfigureAwait(false);
        }
        else if (!_observed && rollout.EndsBySharedBurn)
        {
            await KillAsync(rollout, GuardCause.SharedBurn, GuardSentences.SharedBurn(rollout.Objective!),
                SharedBurnRecord.Of(rollout.Objective!).ToString()).ConfigureAwait(false);
        }

        var health = _aborted || _observed ? GuardHealth.Aborted : _reporter.HealthOf(rollout, tests, _link!.Problem, now);
        var waiting = await _ramp.DriveAsync(rollout, ramp, epoch.Number, tests, _stepLink is null
            ? tests : _step, health, now).ConfigureAwait(false);
        var isAborted = health == GuardHealth.Aborted;
        Status = _reporter.Report(rollout, ramp, epoch, tests, health, waiting, isAborted ? _reason : null) with
        {
            Cause = isAborted ? _cause : GuardCause.None,
        };
    }

    /// <summary>
    /// Where the rollout stands; has it recorded when it begins, or when another share is exposed than the state store knows of.
    /// </summary>
    private async Task<RampState> BeginAsync(GuardedRollout rollout, DateTimeOffset now)
    {
        var known = rollout.Recorded ?? _begun;
        if (known is not null && known.IsAt(rollout.Stage, rollout.Rollout.MilliPercent))
        {
            if (rollout.Recorded is null) await _ramp.RecordAsync(rollout, known, "It begins.").ConfigureAwait(false);
            return known;
        }

        // Begun already, but the state store could not be told yet.
        if (_begun is not null && _begun.Epoch > (known?.Epoch ?? 0) && _begun.IsAt(rollout.Stage, rollout.Rollout.MilliPercent))
            return _begun;
        var number = known is null ? 1 : known.EpochAt(rollout.Id, now).Number + 1;
        _begun = new RampState
        {
            Stage = rollout.Stage,
            Epoch = number,
            Percent = Percentage.Of(rollout.Rollout.MilliPercent),
            Since = now,
            IsPaused = known?.IsPaused ?? false,
        };
        await _ramp.RecordAsync(rollout, _begun, known is null ? "It begins." : "Another share is exposed.").ConfigureAwait(false);
        return _begun;
    }

    /// <summary>
    /// Begins an epoch. Harm is tested anew in each, on whatever happens in it; evidence of no harm goes on for as long as the step
    /// does, and counts a unit once in it, in the step's first epoch.
    /// </summary>
    private async Task SwitchToAsync(GuardEpoch epoch, GuardEpoch first, GuardedRollout rollout, CancellationToken cancellationToken)
    {
        if (recorder.Epoch is { } current && current.Epoch == epoch && current.MilliPercent == rollout.Rollout.MilliPercent) return;
        if (_link is not null) await SendAsync(_link, cancellationToken).ConfigureAwait(false);
        if (_stepLink is not null) await SendAsync(_stepLink, cancellationToken).ConfigureAwait(false);
        var shares = rollout.Shares;
        var next = new EpochRecorder(epoch, rollout.Stage, rollout.Rollout.MilliPercent, shares.Treatments.Count, rollout.Guard);
        _link = new EvidenceLink(context, next, _evidence);
        _tests = EpochTests.Of(rollout.Guard, shares, epoch.Number);
        _own = EpochTests.Of(rollout.Guard, shares, epoch.Number);
        recorder.Epoch = next;
        BeginStep(epoch, first, rollout.Guard, shares);
    }

    private void BeginStep(GuardEpoch epoch, GuardEpoch first, GuardDefinition guard, ArmShares shares)
    {
        if (epoch == first) (recorder.Step, _stepLink, _step) = (null, null, []);
        if (epoch == first || recorder.Step?.Epoch == first) return;
        recorder.Step = new StepRecorder(first, shares.Treatments.Count, guard.ErrorBound is not null);
        _stepLink = new EvidenceLink(context, recorder.Step, _evidence);
        _step = EpochTests.OfStep(guard, shares, first.Number);
    }

    /// <summary>Calls that run for longer than a threshold count now, not when they end.</summary>
    private void Overdue()
    {
        foreach (var call in recorder.InFlight.Running())
            recorder.StillRunning(call.Outcome!, call.Unit, call.Source, context.Time.GetElapsedTime(call.Timestamp));
    }

    private async Task<EpochTests[]> FeedAsync(CancellationToken cancellationToken)
    {
        var tests = _tests;
        var from = tests.Length == 0 ? 0 : tests[0].Next;
        GuardEvidence evidence;
        using var patience = new CancellationTokenSource(GuardContext.Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _link!.SendAsync(either.Token).ConfigureAwait(false);
            evidence = await _link.ReadAsync(from, either.Token).ConfigureAwait(false);
            if (_stepLink is { } step && _step.Length > 0)
            {
                await step.SendAsync(either.Token).ConfigureAwait(false);
                var carried = await step.ReadAsync(_step[0].Next, either.Token).ConfigureAwait(false);
                foreach (var test in _step) test.Feed(carried.Bucket, carried.Counts);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            _link!.Failed(error);
            tests = _own;
            evidence = _link.ReadOwn(tests.Length == 0 ? 0 : tests[0].Next);
        }

        foreach (var test in tests) test.Feed(evidence.Bucket, evidence.Counts);
        if (tests == _tests) Know(tests);
        else foreach (var test in tests) test.Divide(Deciders);
        _reporter.Seen(evidence, context.Time.GetUtcNow());
        return tests;
    }

    /// <summary>Notes how many instances share evidence: as many would decide alone if the store were to stop answering.</summary>
    private void Know(EpochTests[] tests)
    {
        if (tests.Length > 0 && tests[0].Instances is var instances and > 0) _instances = Math.Max(_instances ?? 0, instances);
    }

    private async Task SendAsync(EvidenceLink link, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(GuardContext.Patience, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await link.SendAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            link.Failed(error);
        }
    }

    /// <summary>Reads everything once more, so that the record holds exactly what its number was computed from.</summary>
    private async Task AbortAsync(GuardedRollout rollout, EpochTests harmful, CancellationToken cancellationToken)
    {
        var (shares, epoch) = (rollout.Shares, recorder.Epoch!.Epoch);
        var treatment = Enumerable.Range(0, shares.Treatments.Count).First(i => shares.Treatments[i].Variant == harmful.Variant);
        GuardEvidence? evidence = null;
        try
        {
            if (_link!.Problem is null) evidence = await _link.ReadAsync(0, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Then on what this instance has seen itself.
        }

        var again = new EpochTests(rollout.Guard, shares, treatment, epoch.Number);
        var alone = evidence is null ? Deciders : 0;
        evidence ??= _link!.ReadOwn(0);
        again.Divide(alone);
        again.Feed(evidence.Bucket, evidence.Counts);
        var signal = again.Harm ?? harmful.Harm!;
        var record = again.Harm is null ? null : GuardReplay.Record(epoch, rollout.Guard, shares, treatment, signal, evidence, alone);
        var (variant, share) = shares.Treatments[treatment];
        var reason = GuardSentences.Aborted(signal, variant, share / (share + shares.Control), again.Figures);
        await KillAsync(rollout, GuardCause.Harm, reason, record?.ToString()).ConfigureAwait(false);
    }

    private async Task KillAsync(GuardedRollout rollout, GuardCause cause, string reason, string? evidence)
    {
        (_cause, _reason) = (cause, reason);
        if (rollout.Guard.ObserveOnly)
        {
            _observed = true;
            GuardLog.WouldHaveAborted(context.Logger, rollout.Key, reason);
            return;
        }

        _aborted = true;
        var change = context.Change(StateAction.Kill, rollout.Key, reason, rollout.Id) with { Evidence = evidence };
        var result = await context.State.CarryOutAsync(change, CancellationToken.None).ConfigureAwait(false);
        if (cause == GuardCause.SharedBurn) GuardLog.SharedBurn(context.Logger, rollout.Key, reason, result.Reach);
        else GuardLog.Aborted(context.Logger, rollout.Key, reason, result.Reach);
    }
}
