using System.Runtime.CompilerServices;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

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
    private readonly SourceLimits? _limits;

    /// <param name="arms">The number of arms, control included.</param>
    /// <param name="signals">The signals whose events are compared by share.</param>
    /// <param name="hasSources">Whether units come from sources of which one unit counts.</param>
    public UseRecorder(int arms, IReadOnlyList<string> signals, bool hasSources)
    {
        _limits = hasSources ? new() : null;
        string[] more = hasSources ? [GuardSignals.Sampled, GuardSignals.Strongest, GuardSignals.Sourceless] : [GuardSignals.UnitInstances];
        _names = [GuardSignals.AtRiskUnits, .. signals.Select(GuardSignals.AtRisk), GuardSignals.Erring, .. more];
        _arms = [.. Enumerable.Range(0, arms).Select(_ => new SampledUse(signals.Count, arms <= Few ? Units : UnitsOfMany, hasSources))];
        _reported = [.. _arms.Select(_ => new long[_names.Length])];
    }

    /// <inheritdoc cref="SourceLimits.IsLimited"/>
    public bool IsLimited(ulong source) => _limits is not null && _limits.IsLimited(source);

    /// <inheritdoc cref="SampledUse.Call"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(int treatment, ulong unit, ulong source) => _arms[treatment + 1].Call(unit, source);

    /// <inheritdoc cref="SampledUse.Event"/>
    public void Event(int treatment, ulong unit, ulong source, int signal, bool duringCall) =>
        _arms[treatment + 1].Event(unit, source, signal, duringCall);

    /// <summary>What has joined and left the samples since the last call; not to be called twice at once.</summary>
    public void Drain(List<GuardTally> tallies)
    {
        Span<long> sums = stackalloc long[_names.Length];
        _limits?.Begin();
        for (var arm = 0; arm < _arms.Length; arm++)
        {
            var units = _arms[arm].Sum(_limits is null ? sums[..^1] : sums[..^3], _limits);
            if (_limits is null) sums[^1] = units;
            else (sums[^3], sums[^2], sums[^1]) = (_limits.Units, _limits.Strongest, _limits.Sourceless);
            for (var i = 0; i < sums.Length; i++)
            {
                var change = sums[i] - _reported[arm][i];
                if (change != 0) tallies.Add(new(change > 0 ? _names[i] : GuardSignals.Left(_names[i]), arm - 1, Math.Abs(change)));
                _reported[arm][i] = sums[i];
            }
        }

        _limits?.End();
    }
}
