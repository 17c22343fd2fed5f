using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>Where values and members stand in a text of JSON.</summary>
internal sealed class JsonSpans
{
    private JsonSpans(List<Range> values, List<Range> members) => (Values, Members) = (values, members);

    public IReadOnlyList<Range> Values { get; }

    public IReadOnlyList<Range> Members { get; }

    public static JsonSpans Of(string json)
    {
        var (values, members) = (new List<Range>(), new List<Range>());
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        Value(ref reader, values, members);
        return new(values, members);
    }

    private static void Value(ref Utf8JsonReader reader, List<Range> values, List<Range> members)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Value(ref reader, values, members);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = (int)reader.TokenStartIndex;
                reader.Read();
                Value(ref reader, values, members);
                members.Add(name..(int)reader.BytesConsumed);
            }
        }

        values.Add(start..(int)reader.BytesConsumed);
    }
}
