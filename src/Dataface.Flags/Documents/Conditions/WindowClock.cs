namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// Opens and closes the time windows of compiled conditions as of one instant. What does not change is shared; so are segments, however
/// many conditions name them. Not thread-safe.
/// </summary>
internal sealed class WindowClock(DateTimeOffset now)
{
    private readonly Dictionary<CompiledCondition, CompiledCondition> _set = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where a window stands.</summary>
    public WindowPhase PhaseOf(WindowCondition window)
    {
        if (now < window.From) return WindowPhase.Ahead;
        return now >= window.Until ? WindowPhase.Over : WindowPhase.Open;
    }

    /// <summary>The condition as it is at the instant.</summary>
    public CompiledCondition Set(CompiledCondition condition)
    {
        if (!condition.HasWindow) return condition;
        if (_set.TryGetValue(condition, out var known)) return known;
        var result = condition.Shape == ConditionShape.Window ? SetWindow(condition) : SetGroup(condition);
        _set.Add(condition, result);
        return result;
    }

    private CompiledCondition SetWindow(CompiledCondition condition)
    {
        var phase = PhaseOf((WindowCondition)condition.Definition);
        return phase == condition.Phase ? condition : new()
        {
            Shape = ConditionShape.Window,
            Definition = condition.Definition,
            Phase = phase,
            HasWindow = true,
        };
    }

    private CompiledCondition SetGroup(CompiledCondition condition)
    {
        var children = Array.ConvertAll(condition.Children, Set);
        return children.AsSpan().SequenceEqual(condition.Children) ? condition : new()
        {
            Shape = condition.Shape,
            Definition = condition.Definition,
            Name = condition.Name,
            Children = children,
            HasWindow = true,
        };
    }
}
