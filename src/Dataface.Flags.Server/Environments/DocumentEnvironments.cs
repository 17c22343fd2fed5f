using System.Text.Json;

namespace Dataface.Flags.Server.Environments;

/// <summary>Finds the environments that a published document names, without reading the rest of it.</summary>
internal static class DocumentEnvironments
{
    /// <summary>The names, in no order. A document of another form names none.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlySet<string> Of(ReadOnlySpan<byte> utf8Json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var json = new Utf8JsonReader(utf8Json.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return names;
        while (TryEnter(ref json, "flags"u8))
        {
            while (NextMember(ref json))
            {
                if (json.TokenType != JsonTokenType.StartObject) json.Skip();
                else ReadFlag(ref json, names);
            }
        }

        return names;
    }

    private static void ReadFlag(ref Utf8JsonReader json, HashSet<string> names)
    {
        while (TryEnter(ref json, "environments"u8))
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                names.Add(json.GetString()!);
                json.Read();
                json.Skip();
            }
        }
    }

    /// <summary>
    /// Goes on to the next member of that name which is an object, and into it; false, behind the object's end, when there is
    /// none.
    /// </summary>
    private static bool TryEnter(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = json.ValueTextEquals(name);
            json.Read();
            if (isWanted && json.TokenType == JsonTokenType.StartObject) return true;
            json.Skip();
        }

        return false;
    }

    private static bool NextMember(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName && json.Read();
}
