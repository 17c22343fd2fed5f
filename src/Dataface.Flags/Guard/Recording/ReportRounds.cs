using System.Runtime.CompilerServices;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// Counts units that report, in rounds: a unit counts once in each, and a round ends when its sample has thinned out. Rounds
/// begin when enough units of every arm are known: an imbalance of a few units, counted again and again, would look like an arm
/// that reports less. Thread-safe.
/// </summary>
/// <param name="arms">The number of arms, control included.</param>
internal sealed class ReportRounds(int arms)
{
    /// <summary>Units of each arm from which on chance does not make one look half as large again: seven standard deviations.</summary>
    private const int LeastUnits = 200;

    private readonly Lock _gate = new();
    private readonly int[] _firsts = new int[arms];
    private readonly long[] _counts = new long[arms];
    private volatile SampledUnits? _round;

    /// <summary>Whether a unit is to be counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNew(ulong unit) => _round is { } round && round.IsNew(unit);

    /// <summary>Notes the first record of a unit.</summary>
    /// <param name="treatment">The index of its treatment, or -1.</param>
    /// <param name="isThin">Whether the sample of first records has thinned out.</param>
    public void First(int treatment, bool isThin)
    {
        if (_round is not null) return;
        lock (_gate)
        {
            _firsts[treatment + 1]++;
            if (isThin && _round is null && Array.TrueForAll(_firsts, count => count is 0 or >= LeastUnits)) Begin();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(int treatment, ulong unit)
    {
        lock (_gate)
        {
            if (!_round!.TryAdd(unit)) return;
            _counts[treatment + 1]++;
            if (_round.IsThin) Begin();
        }
    }

    /// <summary>What was counted since the last call.</summary>
    public void Drain(List<GuardTally> tallies)
    {
        lock (_gate)
        {
            for (var arm = 0; arm < _counts.Length; arm++)
            {
                if (_counts[arm] > 0) tallies.Add(new(GuardSignals.Again, arm - 1, _counts[arm]));
                _counts[arm] = 0;
            }
        }
    }

    private void Begin() => _round = new SampledUnits(SignalCapacity.Of(GuardSignals.Again));
}
