namespace Dataface.Flags.Testing;

/// <summary>
/// A clock for tests: it stands still until you move it. Moving it fires the timers that are due, one after another in the order of their
/// times, on the thread that moves it, with the clock at each timer's time. Local time is UTC. Thread-safe; let only one thread move it at
/// a time.
/// </summary>
/// <remarks>
/// Give it to a client as <c>o.TimeProvider</c>: it then drives expiry, retries, the guard and the ramp. A timer that is due at once fires
/// with the next move, even a move by zero. What other threads do after a timer has fired takes real time: wait for it with
/// <see cref="AdvanceUntilAsync"/>.
/// </remarks>
/// <param name="start">The time that the clock starts at.</param>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;

    /// <summary>A clock that starts at noon (UTC) on 20 November 2026.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>UTC.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <summary>The clock in ticks of 100 nanoseconds.</summary>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires the timers that are due by then.</summary>
    /// <param name="by">How far; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would move the clock back.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (NextDue(end) is { } timer) timer.Fire();
        lock (_gate)
        {
            if (_now < end) _now = end;
        }
    }

    /// <summary>
    /// Sets the clock to a later time at once, such as the day on which a flag expires, as if the machine had slept: each timer that was
    /// due meanwhile fires once, including repeating ones. Takes no longer for a year than for a minute.
    /// </summary>
    /// <param name="time">The time; not before the clock's.</param>
    /// <exception cref="ArgumentOutOfRangeException">It would move the clock back.</exception>
    public void JumpTo(DateTimeOffset time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, GetUtcNow());
        ManualTimer[] due;
        lock (_gate)
        {
            _now = time;
            due = [.. _timers.Where(t => t.Due <= time).OrderBy(t => t.Due)];
            foreach (var timer in due) timer.MoveBeyond(time);
        }

        foreach (var timer in due) timer.Fire();
    }

    /// <summary>
    /// Moves the clock on, step by step, until a condition holds that other threads bring about. After each step, work that waits for a
    /// pool thread gets a millisecond at most to run first, so that the clock does not run ahead of a busy machine.
    /// </summary>
    /// <param name="condition">The condition; checked before each step.</param>
    /// <param name="step">How far each step goes; zero or more.</param>
    /// <exception cref="TimeoutException">The condition did not hold within 30 seconds of real time.</exception>
    public async Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var (start, began) = (GetUtcNow(), System.GetTimestamp());
        while (!condition())
        {
            if (System.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException(
                    $"The condition was not met within {Patience.TotalSeconds} seconds (test clock: {start:O} to {GetUtcNow():O}).");
            }

            Advance(step);
            await SettleAsync();
        }
    }

    private static async Task SettleAsync()
    {
        var began = System.GetTimestamp();
        do await Task.Yield();
        while (ThreadPool.PendingWorkItemCount > 0 && System.GetElapsedTime(began) < Settling);
    }

    private ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            if (next is not null && next.Due > _now) _now = next.Due!.Value;
            next?.MoveOn();
            return next;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        private bool _isDisposed;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._gate)
            {
                if (_isDisposed) return false;
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : owner._now + dueTime;
                owner._timers.Remove(this);
                if (Due is not null) owner._timers.Add(this);
            }

            return true;
        }

        public void MoveOn()
        {
            if (_period > TimeSpan.Zero) Due += _period;
            else owner._timers.Remove(this);
        }

        public void MoveBeyond(DateTimeOffset time)
        {
            if (_period > TimeSpan.Zero) Due += (Math.Floor((time - Due!.Value) / _period) + 1) * _period;
            else owner._timers.Remove(this);
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (owner._gate)
            {
                _isDisposed = true;
                owner._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
