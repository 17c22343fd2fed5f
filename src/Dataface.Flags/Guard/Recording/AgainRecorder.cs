using System.Runtime.CompilerServices;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Recording;

/// <summary>The units that reported in one stretch of an epoch, in a sample of its own. Thread-safe.</summary>
/// <param name="number">The number of the stretch.</param>
internal sealed class AgainRecorder(int number)
{
    private readonly ulong _shift = SubEpochs.Shift(number);

    public int Number => number;

    public SampledUnits Units { get; } = new(SignalCapacity.Of(GuardSignals.Again));

    /// <summary>The unit as this stretch knows it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Of(ulong unit) => unit + _shift;

    /// <summary>The source as this stretch knows it; none stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong OfSource(ulong source) => source == 0 ? 0 : Math.Max(source + _shift, 1);

    /// <summary>Whether a unit is to be counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNew(ulong unit, ulong source) => Units.IsNew(Of(unit), OfSource(source));
}
