using System.Runtime.CompilerServices;
using Dataface.Flags.Documents.Model;

namespace Dataface.Flags.Guard.Recording;

/// <summary>The use of every arm, by signal, and what of it is still to be reported. Thread-safe.</summary>
internal sealed class UseRecorder
{
    private const int Units = 512;
    private const int UnitsOfMany = 128;
    private const int Few = 3;

    private readonly string[] _names;
    private readonly SampledUse[] _arms;
    private readonly long[][] _reported;

    /// <param name="arms">The number of arms, control included.</param>
    /// <param name="signals">The signals whose events are compared by share.</param>
    public UseRecorder(int arms, IReadOnlyList<string> signals)
    {
        _names = [GuardSignals.AtRiskUnits, .. signals.Select(GuardSignals.AtRisk)];
        _arms = [.. Enumerable.Range(0, arms).Select(_ => new SampledUse(signals.Count, arms <= Few ? Units : UnitsOfMany))];
        _reported = [.. _arms.Select(_ => new long[_names.Length])];
    }

    /// <inheritdoc cref="SampledUse.Call"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(int treatment, ulong unit) => _arms[treatment + 1].Call(unit);

    /// <inheritdoc cref="SampledUse.Event"/>
    public void Event(int treatment, ulong unit, int signal, bool duringCall) => _arms[treatment + 1].Event(unit, signal, duringCall);

    /// <summary>What has joined and left the samples since the last call; not to be called twice at once.</summary>
    public void Drain(List<GuardTally> tallies)
    {
        Span<long> sums = stackalloc long[_names.Length];
        for (var arm = 0; arm < _arms.Length; arm++)
        {
            _arms[arm].Sum(sums);
            for (var i = 0; i < sums.Length; i++)
            {
                var change = sums[i] - _reported[arm][i];
                if (change != 0) tallies.Add(new(change > 0 ? _names[i] : GuardSignals.Left(_names[i]), arm - 1, Math.Abs(change)));
                _reported[arm][i] = sums[i];
            }
        }
    }
}
