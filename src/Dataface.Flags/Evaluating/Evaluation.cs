using Dataface.Flags.Evaluating;
using Dataface.Flags.Guard;

namespace Dataface.Flags;

/// <summary>
/// The result of an evaluation. A readonly value; thread-safe. The default value is off:
/// <c>default(T)</c> with reason <see cref="EvaluationReason.NotReady"/>.
/// </summary>
/// <typeparam name="T">The type of the flag's variants.</typeparam>
public readonly struct Evaluation<T>
{
    private readonly Outcome? _outcome;

    internal Evaluation(T value, Outcome outcome, ulong unitHash)
    {
        Value = value;
        _outcome = outcome;
        UnitHash = unitHash;
    }

    /// <summary>The variant's value, or the caller's fallback.</summary>
    public T Value { get; }

    /// <summary>XXH3 of the unit, or 0 when the evaluation did not depend on one.</summary>
    public ulong UnitHash { get; }

    /// <summary>The flag's key, or null when no document defines it.</summary>
    public string? Flag => _outcome?.Flag?.Key;

    /// <summary>The variant's name, or null when the value is the caller's fallback.</summary>
    public string? Variant => _outcome?.Variant?.Name;

    /// <summary>Why this value was given.</summary>
    public EvaluationReason Reason => _outcome?.Reason ?? EvaluationReason.NotReady;

    /// <summary>The name of the rule that decided, or null.</summary>
    public string? Rule => _outcome?.Rule;

    /// <summary>The revision of the document that the flag came from, or null.</summary>
    public string? Revision => _outcome?.Flag?.Source.Revision;

    /// <summary>
    /// Identifies the rollout that decided, or null: flag, environment, rule and a fingerprint that changes only with
    /// salt, bucketBy, variants, split, rules or ramp steps.
    /// </summary>
    public string? RolloutId => _outcome?.Rollout?.Id;

    /// <summary>The ramp's stage, from 0; 0 without a ramp.</summary>
    public int Stage => _outcome?.Rollout?.Stage ?? 0;

    /// <summary>The side of the rollout that the unit is on.</summary>
    public RolloutArm Arm => _outcome?.Arm ?? RolloutArm.None;

    internal Outcome? Outcome => _outcome;

    /// <summary>The evaluation in the form that the guard takes.</summary>
    /// <param name="evaluation">The evaluation.</param>
    public static implicit operator GuardedUnit(in Evaluation<T> evaluation) => new(evaluation._outcome, evaluation.UnitHash);

    /// <summary>The evaluation in the form that the guard takes.</summary>
    public GuardedUnit ToGuardedUnit() => this;

    /// <summary>Text for logs: value, variant and reason.</summary>
    public override string ToString() => $"{Value} ({Variant ?? "fallback"}, {Reason})";
}
