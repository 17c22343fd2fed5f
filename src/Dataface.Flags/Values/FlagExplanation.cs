using System.Globalization;
using System.Text;

namespace Dataface.Flags;

/// <summary>Why a flag gave its answer to a context, step by step. Immutable. Values of private attributes are not in it.</summary>
public sealed record FlagExplanation
{
    /// <summary>The key that was asked for.</summary>
    public required string Flag { get; init; }

    /// <summary>The variant's name, or null when no flag of that key is defined.</summary>
    public string? Variant { get; init; }

    /// <summary>The variant's value as JSON, or null when no flag of that key is defined.</summary>
    public string? Value { get; init; }

    /// <summary>Why.</summary>
    public required EvaluationReason Reason { get; init; }

    /// <summary>The name of the rule that decided, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The provider that the flag came from, or null.</summary>
    public string? Provider { get; init; }

    /// <summary>The revision of the provider's document, or null.</summary>
    public string? Revision { get; init; }

    /// <summary>The steps in the order in which they were taken.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];

    /// <summary>The whole explanation as indented text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Flag} = {Value ?? "(fallback)"}, {Reason}");
        if (Provider is not null) text.Append(CultureInfo.InvariantCulture, $", from {Provider} at {Revision}");
        text.AppendLine();
        Append(text, Steps, 1);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<ExplanationStep> steps, int depth)
    {
        foreach (var step in steps)
        {
            text.Append(' ', depth * 2).Append(step.Holds switch { true => "yes  ", false => "no   ", _ => "" }).AppendLine(step.Text);
            Append(text, step.Steps, depth + 1);
        }
    }
}

/// <summary>One step of an explanation.</summary>
public sealed record ExplanationStep
{
    /// <summary>What was checked.</summary>
    public required string Text { get; init; }

    /// <summary>Whether it holds; null for a statement.</summary>
    public bool? Holds { get; init; }

    /// <summary>The steps that it consists of.</summary>
    public IReadOnlyList<ExplanationStep> Steps { get; init; } = [];
}
