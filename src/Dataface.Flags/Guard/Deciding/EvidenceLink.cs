using Dataface.Flags.Background;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.Values;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Carries what one instance has recorded in one epoch to the store, and what all have recorded back. While the store is down, reports wait
/// in bounded memory and this instance's own counts stand in. Not thread-safe.
/// </summary>
internal sealed class EvidenceLink(GuardContext context, IRecorded recorder, OutageWitness witness)
{
    private readonly IGuardEvidenceStore _store = context.Store;
    private readonly Queue<GuardReport> _waiting = new();
    private readonly EvidenceLedger _own = new(recorder.Epoch.Start);
    private long _sequence;
    private long _units;

    /// <summary>Why the store does not answer, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reports what is new.</summary>
    /// <returns>Whether anything was.</returns>
    public async Task<bool> SendAsync(CancellationToken cancellationToken)
    {
        var (observations, tallies) = recorder.Drain();
        var isNew = observations.Count + tallies.Count > 0;
        if (isNew)
        {
            var report = new GuardReport
            {
                Epoch = recorder.Epoch,
                Instance = context.Instance,
                Sequence = _sequence = context.NextReport(),
                Observations = observations,
                Tallies = tallies
            };
            _own.Add(report, context.Time.GetUtcNow());
            _waiting.Enqueue(report);
        }

        while (_waiting.TryPeek(out var next))
        {
            await _store.AddAsync(next, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            _waiting.Dequeue();
        }

        return isNew;
    }

    /// <summary>What all instances have recorded. Throws when the store cannot be read, or says less than before.</summary>
    public async Task<GuardEvidence> ReadAsync(int fromBucket, CancellationToken cancellationToken)
    {
        var evidence = await _store.ReadAsync(recorder.Epoch, fromBucket, cancellationToken).AsTask().WaitAsync(cancellationToken)
            .ConfigureAwait(false);
        if (evidence.Units < _units)
            throw new InvalidDataException(
                $"'{_store.Name}' has counted {Counted.Of(evidence.Units, "unit")} of {recorder.Epoch.Rollout}, and {_units} "
                + $"before: it has lost some.");
        _units = evidence.Units;
        Recovered();
        return evidence;
    }

    /// <summary>What this instance alone has recorded.</summary>
    public GuardEvidence ReadOwn(int fromBucket) => _own.Read(fromBucket, context.Time.GetUtcNow());

    /// <summary>Notes that the store does not answer.</summary>
    public void Failed(Exception error)
    {
        var news = witness.Failed(error);
        var isTold = Problem is not null && news.Level != LogLevel.Error;
        if (!isTold) GuardLog.StoreFailed(context.Logger, news.Level, _store.Name, recorder.Epoch.Rollout, error.Message);
        Problem = error.Message;
        Shorten();
    }

    private void Recovered()
    {
        if (Problem is not null) GuardLog.StoreRecovered(context.Logger, _store.Name, recorder.Epoch.Rollout);
        Problem = null;
        witness.Works();
    }

    /// <summary>
    /// Reports that wait are put together, so that their number stays small; what they hold is bounded by the sets that find duplicates.
    /// </summary>
    private void Shorten()
    {
        if (_waiting.Count < 2) return;

        // The first may have arrived although its answer did not, so it stays as it is.
        var first = _waiting.Dequeue();
        var tallies = _waiting.SelectMany(r => r.Tallies).GroupBy(t => (t.Signal, t.Treatment))
            .Select(g => new GuardTally(g.Key.Signal, g.Key.Treatment, g.Sum(t => t.Count)));
        var rest = first with
        {
            Sequence = _sequence,
            Observations = [.. _waiting.SelectMany(r => r.Observations)],
            Tallies = [.. tallies]
        };
        _waiting.Clear();
        _waiting.Enqueue(first);
        _waiting.Enqueue(rest);
    }
}
