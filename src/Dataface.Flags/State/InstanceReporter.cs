using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// Says who this is and what is in force here: soon after a change of state, and as often as it is asked for otherwise. A report that fails
/// is made again later and disturbs nothing. Thread-safe.
/// </summary>
internal sealed class InstanceReporter : IAsyncDisposable
{
    /// <summary>Reports of a change are spread by this for each instance that is known: a fleet must not speak at once.</summary>
    private static readonly TimeSpan SpreadPerInstance = TimeSpan.FromMicroseconds(50);

    private static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(2);

    /// <summary>Whoever takes no reports, or has no room, is asked again after a while, or when there is news.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    /// <summary>By a real clock: nobody waits longer for the end of a client because its server is silent.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly IInstanceTransport _transport;
    private readonly InstanceIdentity _identity;
    private readonly Func<InstanceStanding> _standing;
    private readonly UnreportedUsage _usage;
    private readonly InstanceMarks? _marks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryingLoop _loop;
    private readonly ITimer _timer;
    private long _number;
    private volatile Task _sending = Task.CompletedTask;
    private int _instances = 1;
    private int _isNews;

    /// <summary>Until the timer ends it: a clock beside it could say otherwise, and then nothing would plan the next report.</summary>
    private volatile bool _isResting;

    // Of whoever makes the reports, one after another.
    private bool _isUsageAskedFor;
    private bool _isOriginAskedFor;
    private bool _haveOthersEnded;
    private long _usageToldAt;
    private TimeSpan _interval;

    /// <param name="transport">Carries the reports.</param>
    /// <param name="identity">Who reports.</param>
    /// <param name="standing">Says how things stand when a report is made.</param>
    /// <param name="usage">What is to be reported of evaluations, where it is asked for.</param>
    /// <param name="marks">Knows which instances of this machine ended without a goodbye; null for nothing.</param>
    /// <param name="time">Drives intervals.</param>
    /// <param name="logger">Is told what was not reported.</param>
    public InstanceReporter(
        IInstanceTransport transport, InstanceIdentity identity, Func<InstanceStanding> standing, UnreportedUsage usage,
        InstanceMarks? marks, TimeProvider time, ILogger logger)
    {
        (_transport, _identity, _standing, _usage, _marks) = (transport, identity, standing, usage, marks);
        (_time, _logger) = (time, logger);
        _loop = new RetryingLoop(ReportAsync, NotReported, time);
        _timer = time.CreateTimer(_ => ReportAgain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _loop.Signal();
    }

    /// <summary>Something new is in force. Returns at once and never throws.</summary>
    public void InForce()
    {
        Volatile.Write(ref _isNews, 1);
        _loop.Signal();
    }

    /// <summary>Says goodbye with what was counted last, if this instance is known, and does not wait long for anybody to listen.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        await _timer.DisposeAsync().ConfigureAwait(false);

        // A first report that is under way makes this instance known, and then it has to say goodbye.
        if (_transport.Claim is null) await _sending.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _loop.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (_transport.Claim is null) return;
            await LeaveAsync(patience.Token).WaitAsync(patience.Token).ConfigureAwait(false);
            _marks?.Remove();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The silence tells, or whoever is started next.
        }
        finally
        {
            _marks?.Dispose();
        }
    }

    private void ReportAgain()
    {
        _isResting = false;
        _loop.Signal();
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var isNews = Interlocked.Exchange(ref _isNews, 0) == 1;
        if (!isNews && _isResting) return;
        if (isNews && _transport.Claim is not null) await Task.Delay(Spread(), _time, cancellationToken).ConfigureAwait(false);
        try
        {
            var receipt = await SendAsync(IsUsageDue(isNews) ? _usage.Take() : null, false, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _instances, receipt.Instances);
            (_interval, _isResting) = (receipt.Interval, false);
            ScheduleNext(receipt.Interval);
            await EndOthersAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InstanceRefusedException error)
        {
            Refused(error);
        }
    }

    /// <summary>News is told without it, so that it comes soon, unless there is so much news that usage would never be told.</summary>
    private bool IsUsageDue(bool isNews) => _isUsageAskedFor && (!isNews || _time.GetElapsedTime(_usageToldAt) > _interval);

    /// <summary>What one report has no room for goes before, in reports of its own.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var usage = TakeLast();
        while (usage is { IsLast: false })
        {
            var receipt = await SendAsync(usage, isLeaving: false, cancellationToken).ConfigureAwait(false);
            if (receipt.Usage != usage.Number) break;
            usage = TakeLast();
        }

        await SendAsync(usage, isLeaving: true, cancellationToken).ConfigureAwait(false);
    }

    private UsageReport? TakeLast() => _isUsageAskedFor ? _usage.Take() : null;

    /// <summary>
    /// Says goodbye for whoever was killed outright, or ended while nobody listened. What fails is tried with the next report.
    /// </summary>
    private async Task EndOthersAsync(CancellationToken cancellationToken)
    {
        if (_marks is null || _haveOthersEnded) return;
        foreach (var gone in _marks.TakeOver())
        {
            using (gone)
            {
                try
                {
                    var farewell = new InstanceStatement(_identity, _standing(), long.MaxValue, IsLeaving: true);
                    await _transport.SendLastAsync(gone.Claim, farewell, cancellationToken).ConfigureAwait(false);
                }
                catch (InstanceRefusedException)
                {
                    // Nobody knows it any more, or the key is another one.
                }

                gone.Remove();
            }
        }

        _haveOthersEnded = true;
    }

    private void Refused(InstanceRefusedException error)
    {
        _usage.BeginAnew();
        _isOriginAskedFor = false;
        NotReported(error, error.IsForgotten ? TimeSpan.Zero : Rest);
        if (error.IsForgotten)
        {
            _loop.Signal();
            return;
        }

        _isResting = true;
        ScheduleNext(Rest);
    }

    private async Task<InstanceReceipt> SendAsync(UsageReport? usage, bool isLeaving, CancellationToken cancellationToken)
    {
        var from = _isOriginAskedFor ? ProcessName.Value : null;
        var statement = new InstanceStatement(_identity, _standing(), Interlocked.Increment(ref _number), isLeaving, usage, from);
        var sending = _transport.SendAsync(statement, cancellationToken);
        _sending = sending;
        var receipt = await sending.ConfigureAwait(false);
        _isUsageAskedFor = receipt.Usage is not null;
        _isOriginAskedFor = receipt.IsOriginAskedFor;
        if (_transport.Claim is { } claim) _marks?.Keep(claim);

        // It is asked for with the first answer, and people want to know soon.
        if (_isOriginAskedFor && from is null && !isLeaving) _loop.Signal();
        if (usage is not null && receipt.Usage is { } taken && _usage.Confirm(taken)) _usageToldAt = _time.GetTimestamp();
        return receipt;
    }

    private void NotReported(Exception error, TimeSpan delay) => StateLog.NotReported(_logger, _transport.Name, delay, error.Message);

#pragma warning disable CA5394 // Spreads load; nothing depends on its being hard to guess.
    private void ScheduleNext(TimeSpan interval) =>
        _timer.Change(interval * (0.9 + (0.2 * Random.Shared.NextDouble())), Timeout.InfiniteTimeSpan);

    private TimeSpan Spread()
    {
        var most = SpreadPerInstance * Volatile.Read(ref _instances);
        return (most < LongestSpread ? most : LongestSpread) * Random.Shared.NextDouble();
    }
#pragma warning restore CA5394
}
