using System.Text.Json;
using Dataface.Flags.Providers;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>Reads a feed's body. The document in it is handed on as the bytes that came, and parsed where it is validated.</summary>
internal static class FeedReader
{
    /// <param name="json">The body; kept, and not to be changed.</param>
    /// <param name="environment">The environment that was asked for.</param>
    /// <param name="source">What the kills' source is called.</param>
    /// <exception cref="InvalidDataException">It is not a feed of that environment.</exception>
    public static Feed Read(ReadOnlyMemory<byte> json, string environment, string source)
    {
        try
        {
            var (cursor, definitions, state, isStateOnly) = ((FeedCursor?)null, (FlagConfigContent?)null, (FlagState?)null, true);
            var reader = new Utf8JsonReader(json.Span);
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject);
            while (NextMember(ref reader) is { } member)
            {
                switch (member)
                {
                    case "environment":
                        if (reader.GetString() != environment)
                            throw new InvalidDataException($"it is for environment '{reader.GetString()}', not for '{environment}'");
                        break;
                    case "cursor":
                        Expect(FeedCursor.TryParse(reader.GetString(), out cursor));
                        break;
                    case "definitions":
                        (definitions, isStateOnly) = (ReadDefinitions(ref reader, json), false);
                        break;
                    case "state":
                        state = FeedStateReader.Read(JsonElement.ParseValue(ref reader), source);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            Expect(cursor is not null && state is not null && (isStateOnly || definitions is not null == cursor.Document > 0));
            return new(cursor!, definitions, state!) { IsStateOnly = isStateOnly };
        }
        catch (Exception error) when (error
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"it is not a feed: {error.Message}", error);
        }
    }

    private static FlagConfigContent? ReadDefinitions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        var (revision, document) = ((string?)null, default(ReadOnlyMemory<byte>));
        Expect(reader.TokenType == JsonTokenType.StartObject);
        while (NextMember(ref reader) is { } member)
        {
            if (member == "sha256") revision = reader.GetString();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (member == "document") document = json[start..(int)reader.BytesConsumed];
        }

        Expect(!string.IsNullOrEmpty(revision) && document.Length > 0);
        return new() { Utf8Json = document, Revision = revision! };
    }

    /// <summary>The next member's name, with the reader at its value; null at the object's end.</summary>
    private static string? NextMember(ref Utf8JsonReader reader)
    {
        Expect(reader.Read());
        if (reader.TokenType == JsonTokenType.EndObject) return null;
        var name = reader.GetString();
        Expect(reader.Read());
        return name;
    }

    private static void Expect(bool holds)
    {
        if (!holds) throw new FormatException("a member is missing or invalid.");
    }
}
