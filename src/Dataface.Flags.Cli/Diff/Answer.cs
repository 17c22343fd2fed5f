using System.Text.Json;

namespace Dataface.Flags.Cli.Diff;

/// <summary>A variant that a flag gives, or that a document does not define the flag.</summary>
/// <param name="Variant">The variant's name; null where the flag is not defined.</param>
/// <param name="Value">The variant's value; of no kind where the flag is not defined.</param>
/// <param name="IsOff">Whether it is what every failure gives: the off variant, or no flag.</param>
internal sealed record Answer(string? Variant, JsonElement Value, bool IsOff)
{
    public static Answer Undefined { get; } = new(null, default, true);

    /// <summary>
    /// Whether a context that had this answer and gets the other moves: the variant or its value is another. A flag that is not defined
    /// counts as its off variant, since that is what its callers get.
    /// </summary>
    public bool MovesTo(Answer other)
    {
        if (Variant is null || other.Variant is null) return !(IsOff && other.IsOff);
        return Variant != other.Variant || !JsonElement.DeepEquals(Value, other.Value);
    }
}
