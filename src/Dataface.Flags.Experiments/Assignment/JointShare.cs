using System.Collections.Immutable;
using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>
/// The share of units for which a flag and all that it requires hold at once. Slices of one layer divide the same units, so that disjoint
/// ones have none in common; a flag that is required twice counts once. Layers, and rollouts of different flags, divide units independently
/// of each other. Where very many flags that hang together must be off, the last of them count as off for everybody, so that the share is
/// at most this one. Immutable.
/// </summary>
/// <param name="Slices">The units of each layer that are left, from and to, in thousandths of a percent.</param>
/// <param name="Served">What flags serve to the units that are left.</param>
/// <param name="State">Where ramps stand, and what is killed; null for the end of all ramps, with nothing killed.</param>
/// <param name="Forks">How often the units may still be parted by what a flag serves.</param>
internal sealed record JointShare(
    ImmutableDictionary<string, (int From, int To)> Slices, ImmutableDictionary<string, string> Served, FlagState? State, int Forks)
{
    private const int MostForks = 4_096;

    /// <summary>The share of all units that may take part, 0 to 1: those in its slice of a layer who get what it requires.</summary>
    public static double Of(FlagAssignment flag, FlagState? state)
    {
        var all = new JointShare(
            ImmutableDictionary<string, (int, int)>.Empty, ImmutableDictionary<string, string>.Empty, state, MostForks);
        return all.Within(flag.Flag.Layer).Of([.. flag.Requires]);
    }

    /// <summary>The share of all units that is left, and gets what is required.</summary>
    private double Of(ImmutableStack<(FlagAssignment Flag, string Variant)> required)
    {
        if (Slices.Values.Any(slice => slice.To <= slice.From)) return 0;
        if (required.IsEmpty) return Slices.Values.Aggregate(1.0, (share, slice) => share * (slice.To - slice.From) / Division.Whole);
        var others = required.Pop(out var next);
        var (flag, variant) = next;
        if (Served.TryGetValue(flag.Flag.Key, out var served)) return served == variant ? Of(others) : 0;
        var isOff = variant == flag.Flag.OffVariant;
        if (State is not null && FlagStop.KillOf(State, flag.Flag.Key) is not null) return isOff ? Of(others) : 0;
        if (!isOff) return Of(flag, variant, others);

        // Whoever gets no other variant is off, for whatever reason. Where nobody knows who gets which, all may be.
        var variants = flag.Flag.Variants.Select(v => v.Name).Where(name => name != variant).ToList();
        if (variants.Exists(name => flag.ShareOf(name, State) is null)) return Of(others);
        if (IsAlone(flag, others)) return Of(others) * Math.Max(1 - variants.Sum(name => flag.ShareOf(name, State)!.Value), 0);
        var fork = this with { Forks = Forks / (variants.Count + 1) };
        return fork.Forks == 0 ? Of(others) : Math.Max(fork.Of(others) - variants.Sum(name => fork.Of(flag, name, others)), 0);
    }

    /// <summary>Whether a flag divides the units independently of all that is left to ask.</summary>
    private static bool IsAlone(FlagAssignment flag, ImmutableStack<(FlagAssignment Flag, string Variant)> others) =>
        flag is { Requires.Count: 0, Flag.Layer: null } && !others.Any(other => Asks(other.Flag, flag.Flag.Key));

    private static bool Asks(FlagAssignment flag, string key) =>
        flag.Flag.Key == key || flag.Requires.Any(required => Asks(required.Flag, key));

    /// <summary>The same with a flag that serves another variant than off, which it does only in its slice and to whoever gets what it
    /// requires.</summary>
    private double Of(FlagAssignment flag, string variant, ImmutableStack<(FlagAssignment Flag, string Variant)> others)
    {
        var share = flag.ShareOf(variant, State) ?? 1;
        if (share <= 0) return 0;
        var left = (this with { Served = Served.Add(flag.Flag.Key, variant) }).Within(flag.Flag.Layer);
        return share * left.Of(flag.Requires.Aggregate(others, (stack, required) => stack.Push(required)));
    }

    private JointShare Within(LayerSlice? slice)
    {
        if (slice is null) return this;
        var (from, to) = Slices.GetValueOrDefault(slice.Name, (0, (int)Division.Whole));
        var start = Math.Max(from, slice.FromMilliPercent);
        return this with { Slices = Slices.SetItem(slice.Name, (start, Math.Max(Math.Min(to, slice.ToMilliPercent), start))) };
    }
}
