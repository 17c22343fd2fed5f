using System.Text.Json;

namespace Dataface.Flags.Server.Board.Definitions;

/// <summary>Which flags another document would define, change or no longer define. Immutable.</summary>
/// <param name="Added">Flags that it defines and the one in force does not.</param>
/// <param name="Changed">Flags that it defines in other words.</param>
/// <param name="Removed">Flags that it does not define: their callers get the off value.</param>
internal sealed record DocumentMoves(IReadOnlyList<string> Added, IReadOnlyList<string> Changed, IReadOnlyList<string> Removed)
{
    public static DocumentMoves None { get; } = new([], [], []);

    /// <param name="before">The document in force; it was accepted once.</param>
    /// <param name="after">The other one.</param>
    public static DocumentMoves Between(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var (old, next) = (FlagsOf(before), FlagsOf(after));
        return new(
            [.. next.Keys.Except(old.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. next.Keys.Where(key => old.TryGetValue(key, out var flag) && !JsonElement.DeepEquals(flag, next[key]))
                .Order(StringComparer.Ordinal)],
            [.. old.Keys.Except(next.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static Dictionary<string, JsonElement> FlagsOf(ReadOnlyMemory<byte> utf8Json)
    {
        var text = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        var document = JsonElement.Parse(text.Span);
        return document.ValueKind == JsonValueKind.Object && document.TryGetProperty("flags", out var flags)
            && flags.ValueKind == JsonValueKind.Object
                ? flags.EnumerateObject().ToDictionary(flag => flag.Name, flag => flag.Value, StringComparer.Ordinal) : [];
    }
}
