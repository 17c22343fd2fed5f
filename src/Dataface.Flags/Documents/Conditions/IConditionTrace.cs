namespace Dataface.Flags.Documents.Conditions;

/// <summary>What a test of a condition tells of its steps. A struct type argument, so that the JIT removes <see
/// cref="Untraced"/>.</summary>
internal interface IConditionTrace
{
    void EnterCondition(CompiledCondition condition);

    void LeaveCondition(CompiledCondition condition, EvaluationContext context, bool matched);

    /// <summary>A condition did not match, perhaps because the value never can.</summary>
    void Mismatch(AttributeMismatch mismatch);
}

/// <summary>Tells nothing.</summary>
internal struct Untraced : IConditionTrace
{
    public readonly void EnterCondition(CompiledCondition condition)
    {
    }

    public readonly void LeaveCondition(CompiledCondition condition, EvaluationContext context, bool matched)
    {
    }
    public readonly void Mismatch(AttributeMismatch mismatch)
    {
    }
}
