using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// What an evaluation tells of its steps. A struct type argument, so that the JIT removes <see cref="NoTrace"/> from the hot path
/// and explanations come from the very code that decides.
/// </summary>
internal interface IEvaluationTrace : IConditionTrace
{
    void Fixed(Outcome outcome);

    void EnterPrerequisite(CompiledPrerequisite prerequisite);

    void LeavePrerequisite(Outcome outcome, bool met);

    void Slice(CompiledSlice slice, Bucket bucket, bool inside);

    void NoUnit(string attribute);

    void EnterRule(CompiledRule rule);

    void LeaveRule(CompiledRule rule, bool matched);

    void Rollout(CompiledRollout rollout, Bucket bucket, Outcome outcome);
}

/// <summary>Tells nothing, and knows afterwards what kinds of values there were that can never match.</summary>
internal struct NoTrace : IEvaluationTrace
{
    /// <summary>A bit for each kind; 0 for none.</summary>
    public int Mismatches { get; private set; }

    public readonly void Fixed(Outcome outcome)
    {
    }

    public readonly void EnterPrerequisite(CompiledPrerequisite prerequisite)
    {
    }

    public readonly void LeavePrerequisite(Outcome outcome, bool met)
    {
    }

    public readonly void Slice(CompiledSlice slice, Bucket bucket, bool inside)
    {
    }

    public readonly void NoUnit(string attribute)
    {
    }

    public readonly void EnterRule(CompiledRule rule)
    {
    }

    public readonly void LeaveRule(CompiledRule rule, bool matched)
    {
    }

    public readonly void EnterCondition(CompiledCondition condition)
    {
    }

    public readonly void LeaveCondition(CompiledCondition condition, EvaluationContext context, bool matched)
    {
    }

    public void Mismatch(AttributeMismatch mismatch)
    {
        if (mismatch != AttributeMismatch.None) Mismatches |= 1 << (int)mismatch;
    }

    public readonly void Rollout(CompiledRollout rollout, Bucket bucket, Outcome outcome)
    {
    }
}
