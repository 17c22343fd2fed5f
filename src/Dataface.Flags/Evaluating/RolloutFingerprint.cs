using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Evaluating;

/// <summary>
/// A hash of what makes a rollout the same rollout: salt, bucketBy, variants, split, rules and ramp steps. A change of anything else
/// (description, owner, expiry, percent) leaves it alone.
/// </summary>
internal sealed class RolloutFingerprint
{
    // Kept, because ten thousand flags would make as many.
    private readonly StringBuilder _text = new(1_024);

    /// <summary>Not thread-safe.</summary>
    public string Of(FlagDefinition flag, EnvironmentDefinition environment, RolloutDefinition rollout)
    {
        var text = _text.Clear();
        Append(text, flag.Salt, flag.BucketBy, flag.OffVariant);
        foreach (var variant in flag.Variants) Append(text, variant.Name, RawText(variant.Value));
        foreach (var weight in rollout.Split) Append(text, weight.Variant, Invariant(weight.Weight));
        foreach (var rule in environment.Rules) AppendRule(text, rule);
        foreach (var step in rollout.Ramp?.StepsMilliPercent ?? []) Append(text, Invariant(step));
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(0, chars, text.Length);
        var hash = UnitHash.Of(chars.AsSpan(0, text.Length));
        ArrayPool<char>.Shared.Return(chars);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static string RawText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static void AppendRule(StringBuilder text, RuleDefinition rule)
    {
        Append(text, "rule", rule.Name, rule.Serve ?? "");
        if (rule.When is { } condition) AppendCondition(text, condition);
        foreach (var weight in rule.Rollout?.Split ?? []) Append(text, weight.Variant, Invariant(weight.Weight));
    }

    private static void AppendCondition(StringBuilder text, Condition condition)
    {
        Append(text, condition.GetType().Name);
        switch (condition)
        {
            case AllCondition all:
                foreach (var inner in all.Conditions) AppendCondition(text, inner);
                break;
            case AnyCondition any:
                foreach (var inner in any.Conditions) AppendCondition(text, inner);
                break;
            case NotCondition not:
                AppendCondition(text, not.Inner);
                break;
            case SegmentCondition segment:
                Append(text, segment.Segment);
                break;
            case WindowCondition window:
                Append(text, ConditionText.Of(window));
                break;
            case AttributeCondition attribute:
                Append(text, attribute.Attribute, Fingerprinted(attribute.Operator), ConditionText.Operand(attribute.Operand));
                break;
        }

        Append(text, "end");
    }

    /// <summary>A rollout keeps its identity, whatever the code calls the operator.</summary>
    private static string Fingerprinted(ConditionOperator value) => value == ConditionOperator.EqualTo ? "Equals" : value.ToString();

    private static void Append(StringBuilder text, params ReadOnlySpan<string> parts)
    {
        // The length before each part keeps different lists of parts from reading the same.
        foreach (var part in parts) text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}
