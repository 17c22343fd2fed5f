using Dataface.Flags.Background;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Guard.Store;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Measures one objective of a service: reports this instance's requests, and reads those of all. Not thread-safe.</summary>
internal sealed class ObjectiveWatch : IDisposable
{
    /// <summary>How often days that are over are read again: another instance may have reported late.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    private readonly GuardContext _context;
    private readonly ObjectiveMeter _meter;
    private readonly string _name;
    private readonly string _id;
    private readonly OutageWitness _evidence;
    private readonly StageRecording _recording;
    private readonly RequestWindows _windows = new();
    private RampState? _begun;
    private EvidenceLink? _link;
    private GuardEpoch _today;
    private int _next;
    private long? _readBackAt;

    /// <summary>Once in a bucket is often enough: it goes on for as long as the service does.</summary>
    private long? _sentAt;

    public ObjectiveWatch(GuardContext context, ObjectiveMeter meter, string name)
    {
        (_context, _meter, _name, _id) = (context, meter, name, ObjectiveEpochs.IdOf(name, context.Environment));
        (_evidence, _recording) = (context.Outages.Witness(context.Store.Name), new StageRecording(context));
    }

    public void Dispose()
    {
        _evidence.Dispose();
        _recording.Dispose();
    }

    /// <summary>Reports, reads, and says how the objective stands.</summary>
    public async Task<GuardObjectiveStatus> LookAsync(double percent, CancellationToken cancellationToken)
    {
        var now = _context.Time.GetUtcNow();
        var measure = await BeginAsync(now).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(GuardContext.Patience, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        SwitchTo(measure.EpochAt(_id, now));
        try
        {
            if (IsDue(_sentAt, EvidenceLedger.BucketLength) && await _link!.SendAsync(either.Token).ConfigureAwait(false))
                _sentAt = _context.Time.GetTimestamp();
            Take(_today, await _link!.ReadAsync(_next, either.Token).ConfigureAwait(false));
            if (IsDue(_readBackAt, Again)) await ReadBackAsync(measure, now, either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            _link!.Failed(error);
            Take(_today, _link.ReadOwn(_next));
        }

        _windows.Forget(now);
        return _windows.At(_name, percent, now);
    }

    /// <summary>How an objective stands by what is kept of it; changes nothing.</summary>
    public static async Task<GuardObjectiveStatus> InspectAsync(
        string name, double percent, string environment, FlagState state, IGuardEvidenceStore store, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var (id, windows) = (ObjectiveEpochs.IdOf(name, environment), new RequestWindows());
        if (state.Ramps.GetValueOrDefault(id) is { } measure)
        {
            foreach (var day in measure.Last(id, now))
            {
                Take(windows, day, await store.ReadAsync(day, 0, cancellationToken).ConfigureAwait(false));
            }
        }

        windows.Forget(now);
        return windows.At(name, percent, now);
    }

    /// <summary>Since when it is measured; has that recorded, once for all instances.</summary>
    private async Task<RampState> BeginAsync(DateTimeOffset now)
    {
        if (_context.State.State.Ramps.GetValueOrDefault(_id) is { } known) return known;
        _begun ??= new() { Stage = 0, Epoch = 1, Percent = 0, Since = now };
        await _recording.RecordAsync(_name, _id, _begun, "The objective is measured from now on.").ConfigureAwait(false);
        return _context.State.State.Ramps.GetValueOrDefault(_id) ?? _begun;
    }

    private bool IsDue(long? last, TimeSpan interval) => last is not { } at || _context.Time.GetElapsedTime(at) >= interval;

    private void SwitchTo(GuardEpoch today)
    {
        if (_link is not null && _today == today) return;
        (_today, _next, _readBackAt) = (today, 0, null);
        _link = new EvidenceLink(_context, _meter.Of(today), _evidence);
    }

    private async Task ReadBackAsync(RampState measure, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var day in measure.Last(_id, now).Skip(1))
        {
            Take(_windows, day, await _context.Store.ReadAsync(day, 0, cancellationToken).ConfigureAwait(false));
        }

        _readBackAt = _context.Time.GetTimestamp();
    }

    private void Take(GuardEpoch day, GuardEvidence evidence)
    {
        Take(_windows, day, evidence);
        _next = evidence.Bucket;
    }

    private static void Take(RequestWindows windows, GuardEpoch day, GuardEvidence evidence)
    {
        foreach (var bucket in evidence.Counts.GroupBy(count => count.Bucket))
        {
            long Sum(string signal) => bucket.Where(count => count.Signal == signal).Sum(count => count.Count);
            windows.Set(day.Start + EvidenceLedger.EndOf(bucket.Key), Sum(GuardSignals.Requests), Sum(GuardSignals.RequestErrors));
        }
    }
}
