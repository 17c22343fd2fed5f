using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags;

/// <summary>
/// The flags as they were at one moment. Thread-safe. Pin one for a request, so that the whole request sees the same flags. Its answers
/// never change, with one exception: a kill, from any source, reaches every snapshot at its next evaluation, and the flag then stays off in
/// it even after a restore. Only later snapshots see restores, ramp steps, expiries and new documents, so keep one no longer than you can
/// wait for those.
/// </summary>
public sealed class FlagSnapshot : IFlags
{
    private readonly FrozenDictionary<string, int> _index;
    private readonly FlagTable _table;
    private readonly CompiledFlag[] _flags;
    private readonly EvaluationWatcher[] _watchers;
    private readonly ClientStanding? _standing;
    private readonly Outcome _missing;

    /// <param name="compiled">What the flags were before state was laid over them.</param>
    /// <param name="flags">The flags as they are.</param>
    /// <param name="isReady">Whether flags and state are known.</param>
    /// <param name="watchers">Are told of flags that are not found, and of what is tracked.</param>
    /// <param name="standing">Knows why nothing is known; null where there never is anything.</param>
    internal FlagSnapshot(
        CompiledFlags compiled, CompiledFlag[] flags, bool isReady, EvaluationWatcher[] watchers, ClientStanding? standing = null)
    {
        (_index, _table) = (compiled.Index, compiled.Table);
        Revision = compiled.Revision;
        _flags = flags;
        (_watchers, _standing) = (watchers, standing);
        _missing = isReady ? Outcome.FlagNotFound : Outcome.NotReady;
    }

    /// <summary>A snapshot without flags: every flag is off, with reason <see cref="EvaluationReason.NotReady"/>. Logs nothing.</summary>
    public static FlagSnapshot Empty { get; } = new(CompiledFlags.Empty, [], isReady: false, []);

    /// <summary>Identifies the documents that the snapshot was made of; empty before the first.</summary>
    public string Revision { get; }

    internal ReadOnlySpan<CompiledFlag> Flags => _flags;

    /// <summary>Whether flags and state are known; until then no flag is found.</summary>
    internal bool IsReady => !ReferenceEquals(_missing, Outcome.NotReady);

    /// <inheritdoc/>
    public bool IsEnabled(string key, EvaluationContext? context = null) => Decide(key, ValueForms.Boolean, context, out _).IsOn;

    /// <inheritdoc/>
    public bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) =>
        key is not null && Decide(_table.Find(_flags, key.Key, key.Hash), key.Key, ValueForms.Boolean, context, out _).IsOn;

    /// <inheritdoc/>
    public T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Evaluate(key, context).Value;

    /// <inheritdoc/>
    public string GetString(string key, string fallback, EvaluationContext? context = null) => EvaluateString(key, fallback, context).Value;

    /// <inheritdoc/>
    public double GetNumber(string key, double fallback, EvaluationContext? context = null) => EvaluateNumber(key, fallback, context).Value;

    /// <inheritdoc/>
    public Evaluation<bool> Evaluate(string key, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Boolean, context, out var unitHash);
        return new(outcome.IsOn, outcome, unitHash);
    }

    /// <inheritdoc/>
    public Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null)
    {
        if (key is null) return default;
        var (reader, flag) = (key.Reader, _table.Find(_flags, key.Key, key.Hash));
        if (flag is not null && reader.Form == ValueForms.Object && !reader.Reads(flag.Details))
        {
            return new(key.Fallback, Mismatched(flag, context), 0);
        }

        var outcome = Decide(flag, key.Key, reader.Form, context, out var unitHash);
        return new(outcome.Variant is { } variant ? reader.Read(flag!.Details, variant) : key.Fallback, outcome, unitHash);
    }

    /// <inheritdoc/>
    public Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Text, context, out var unitHash);
        return new(outcome.Variant?.Text ?? fallback, outcome, unitHash);
    }

    /// <inheritdoc/>
    public Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Double, context, out var unitHash);
        return new(outcome.Variant?.Number ?? fallback, outcome, unitHash);
    }

    /// <inheritdoc cref="FlagNumberExtensions.GetInteger"/>
    public long GetInteger(string key, long fallback, EvaluationContext? context = null) => EvaluateInteger(key, fallback, context).Value;

    /// <inheritdoc cref="FlagNumberExtensions.GetInt32"/>
    public int GetInt32(string key, int fallback, EvaluationContext? context = null) => EvaluateInt32(key, fallback, context).Value;

    /// <inheritdoc cref="FlagNumberExtensions.GetDecimal"/>
    public decimal GetDecimal(string key, decimal fallback, EvaluationContext? context = null) =>
        EvaluateDecimal(key, fallback, context).Value;

    /// <inheritdoc cref="FlagNumberExtensions.EvaluateInteger"/>
    public Evaluation<long> EvaluateInteger(string key, long fallback, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Int64, context, out var unitHash);
        return new(outcome.Variant?.Integer ?? fallback, outcome, unitHash);
    }

    /// <inheritdoc cref="FlagNumberExtensions.EvaluateInt32"/>
    public Evaluation<int> EvaluateInt32(string key, int fallback, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Int32, context, out var unitHash);
        return new((int?)outcome.Variant?.Integer ?? fallback, outcome, unitHash);
    }

    /// <inheritdoc cref="FlagNumberExtensions.EvaluateDecimal"/>
    public Evaluation<decimal> EvaluateDecimal(string key, decimal fallback, EvaluationContext? context = null)
    {
        var outcome = Decide(key, ValueForms.Decimal, context, out var unitHash);
        return new(outcome.Variant?.Decimal ?? fallback, outcome, unitHash);
    }

    /// <inheritdoc cref="FlagVariantExtensions.EvaluateVariant"/>
    public Evaluation<string?> EvaluateVariant(string key, EvaluationContext? context = null)
    {
        if (Find(key) is not { } flag) return new(null, Missing(key), 0);
        var outcome = Decide(flag, context, out var unitHash);
        return new(outcome.Variant?.Name, outcome, unitHash);
    }

    /// <inheritdoc/>
    public FlagSnapshot Pin() => this;

    /// <inheritdoc/>
    public FlagExplanation Explain(string key, EvaluationContext? context = null) =>
        Explainer.Explain(_flags, Find(key), key ?? "", context ?? EvaluationContext.Empty, _missing, _standing);

    /// <inheritdoc cref="FlagTrackingExtensions.Track"/>
    public void Track(string name, EvaluationContext? context = null, double? value = null)
    {
        foreach (var watcher in _watchers) watcher.Track(_flags, name, context ?? EvaluationContext.Empty, value);
    }

    internal CompiledFlag? Find(string? key) => key is not null && _index.TryGetValue(key, out var index) ? _flags[index] : null;

    /// <summary>What a flag gives a context, whatever its type. Not counted, and no evaluation: the answer may never be used.</summary>
    internal Outcome Preview(CompiledFlag flag, EvaluationContext context)
    {
        var trace = default(NoTrace);
        var outcome = Evaluator.Evaluate(_flags, flag, context, ref trace, out _);
        foreach (var observer in outcome.Observers ?? []) observer.Preview();
        return outcome;
    }

    /// <summary>Evaluates a flag, whatever its type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Outcome Decide(CompiledFlag flag, EvaluationContext? context, out ulong unitHash)
    {
        var trace = default(NoTrace);
        var outcome = Evaluator.Evaluate(_flags, flag, context ?? EvaluationContext.Empty, ref trace, out unitHash);
        flag.Counters.Increment(outcome.Cell);
        if (trace.Mismatches != 0) MismatchCounts.Count(flag.Gates!.Mismatches, trace.Mismatches);
        if (outcome.Observers is { } observers) Tell(observers, outcome, context, flag.BucketBy, unitHash);
        return outcome;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Outcome Decide(string key, ValueForms form, EvaluationContext? context, out ulong unitHash) =>
        Decide(Find(key), key, form, context, out unitHash);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Outcome Decide(CompiledFlag? flag, string key, ValueForms form, EvaluationContext? context, out ulong unitHash)
    {
        unitHash = 0;
        if (flag is null) return Missing(key);
        if (!flag.Gives(form)) return Mismatched(flag, context);

        // The evaluator's first step stands here, too: with all of it beside the look-up there are too few registers for either.
        if (flag.Fixed is not { Observers: null } only || flag.Kills.IsKilledSince) return DecideApart(flag, context, out unitHash);
        flag.Counters.Increment(only.Cell);
        return only;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Outcome DecideApart(CompiledFlag flag, EvaluationContext? context, out ulong unitHash) => Decide(flag, context, out unitHash);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tell(OutcomeObserver[] observers, Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash)
    {
        foreach (var observer in observers) observer.Observe(outcome, context, bucketBy, unitHash);
    }

    /// <summary>Tells whoever watches that a flag was asked for which is not there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Outcome Missing(string? key)
    {
        foreach (var watcher in _watchers) watcher.Missing(key, _missing.Reason);
        return _missing;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Outcome Mismatched(CompiledFlag flag, EvaluationContext? context)
    {
        var outcome = flag.Outcomes.TypeMismatch;
        flag.Counters.Increment(outcome.Cell);
        if (outcome.Observers is { } observers) Tell(observers, outcome, context, flag.BucketBy, 0);
        return outcome;
    }
}
