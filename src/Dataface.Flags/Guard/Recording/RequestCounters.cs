using Dataface.Flags.Documents.Model;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Guard.Recording;

/// <summary>Counts requests and failed ones, by arm. Thread-safe.</summary>
internal sealed class RequestCounters(int arms)
{
    private readonly FlagCounters _counters = new(new CounterLabel[arms * 2]);
    private readonly long[] _reported = new long[arms * 2];

    public void Count(int arm, bool isError)
    {
        _counters.Increment(arm * 2);
        if (isError) _counters.Increment((arm * 2) + 1);
    }

    /// <summary>What was counted since the last call; not to be called twice at once.</summary>
    public List<GuardTally> Drain()
    {
        var tallies = new List<GuardTally>();
        for (var cell = 0; cell < _reported.Length; cell++)
        {
            var count = _counters.Read(cell);
            if (count == _reported[cell]) continue;
            tallies.Add(new(cell % 2 == 0 ? GuardSignals.Requests : GuardSignals.RequestErrors, (cell / 2) - 1, count - _reported[cell]));
            _reported[cell] = count;
        }

        return tallies;
    }
}
