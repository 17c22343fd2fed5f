using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// Calls that have begun and not ended, so that one that hangs counts as slow before it ends. Holds at most <see cref="Capacity"/>; calls
/// beyond that are counted when they end. Thread-safe.
/// </summary>
internal sealed class InFlightCalls
{
    public const int Capacity = 512;

    private readonly Lock _gate = new();
    private Call[] _calls = new Call[16];
    private int[] _free = [.. Enumerable.Range(0, 16)];
    private int _freeCount = 16;

    /// <summary>Notes a call; answers a ticket for <see cref="End"/>, or -1 when there is no room.</summary>
    public int Begin(Outcome outcome, ulong unit, ulong source, long timestamp)
    {
        lock (_gate)
        {
            if (_freeCount == 0 && !Grow()) return -1;
            var ticket = _free[--_freeCount];
            _calls[ticket] = new(outcome, unit, source, timestamp);
            return ticket;
        }
    }

    public void End(int ticket)
    {
        if (ticket < 0) return;
        lock (_gate)
        {
            if (_calls[ticket].Outcome is null) return;
            _calls[ticket] = default;
            _free[_freeCount++] = ticket;
        }
    }

    /// <summary>The calls that run now.</summary>
    public Call[] Running()
    {
        lock (_gate) return Array.FindAll(_calls, call => call.Outcome is not null);
    }

    private bool Grow()
    {
        var size = _calls.Length;
        if (size == Capacity) return false;
        Array.Resize(ref _calls, size * 2);
        _free = new int[size * 2];
        for (var i = 0; i < size; i++) _free[i] = size + i;
        _freeCount = size;
        return true;
    }

    internal readonly record struct Call(Outcome? Outcome, ulong Unit, ulong Source, long Timestamp);
}
