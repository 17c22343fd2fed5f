using System.Text;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>Makes of a sound body one that is not, or hardly. The same number makes the same body.</summary>
internal static class Mutation
{
    public static byte[] Of(string seed, string contentType, Random random)
    {
        var text = seed;
        for (var edits = random.Next(3); edits >= 0; edits--)
        {
            text = contentType switch
            {
                _ when seed.Length == 0 => Pick(Hostile.Json, random),
                "application/yaml" => Yaml(text, random),
                "application/x-www-form-urlencoded" => Form(text, random),
                _ => Json(text, seed, random),
            };
        }

        return Bytes(Encoding.UTF8.GetBytes(text), random);
    }

    public static T Pick<T>(IReadOnlyList<T> choices, Random random) => choices[random.Next(choices.Count)];

    private static string Json(string text, string seed, Random random)
    {
        JsonSpans spans;
        try
        {
            spans = JsonSpans.Of(text);
        }
        catch (System.Text.Json.JsonException)
        {
            // The edit before has made it no JSON: begin anew.
            (text, spans) = (seed, JsonSpans.Of(seed));
        }

        if (text.Length != Encoding.UTF8.GetByteCount(text) || spans.Members.Count == 0) return Replace(seed, JsonSpans.Of(seed), random);
        var member = text[Pick(spans.Members, random)];
        var at = text.IndexOf(member, StringComparison.Ordinal);
        return random.Next(8) switch
        {
            0 => text.Insert(at + member.Length, "," + member),
            1 => text.Insert(at,
                $"\"{Pick(["schema", "type", "$id", "__proto__", "Reason", "\\u0000", "\\ud800"], random)}\":{Pick(Hostile.Json,
                    random)},"),
            2 => Without(text, at, member.Length),
            _ => Replace(text, spans, random),
        };
    }

    private static string Replace(string text, JsonSpans spans, Random random)
    {
        var value = Pick(spans.Values, random);
        return text[..value.Start] + Pick(Hostile.Json, random) + text[value.End..];
    }

    private static string Without(string text, int at, int length)
    {
        var rest = text.Remove(at, length);
        return at < rest.Length && rest[at] == ',' ? rest.Remove(at, 1) : rest;
    }

    private static string Yaml(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        var colon = lines[at].IndexOf(": ", StringComparison.Ordinal);
        switch (random.Next(6))
        {
            case 0:
                lines.Insert(at, lines[at]);
                break;
            case 1:
                lines.RemoveAt(at);
                break;
            case 2:
                lines[at] = Pick(["\t", " ", "  ", "- ", "? "], random) + lines[at];
                break;
            default:
                lines[at] = (colon < 0 ? "x" : lines[at][..colon]) + ": " + Pick(Hostile.Yaml, random);
                break;
        }

        return string.Join('\n', lines);
    }

    private static string Form(string text, Random random)
    {
        var fields = text.Split('&').ToList();
        var at = random.Next(fields.Count);
        fields[at] = random.Next(4) == 0 ? fields[at] + "&" + fields[at] : fields[at].Split('=')[0] + "=" + Pick(Hostile.Address, random);
        return string.Join('&', fields);
    }

    private static byte[] Bytes(byte[] body, Random random) => random.Next(12) switch
    {
        0 => [0xEF, 0xBB, 0xBF, .. body],
        1 => [.. body, .. "{}x"u8],
        2 => [.. body.AsSpan(0, random.Next(body.Length + 1))],
        3 => [.. body.AsSpan(0, body.Length / 2), 0xFF, 0xC0, .. body.AsSpan(body.Length / 2)],
        4 => Flipped(body, random),
        5 => [.. body, 0],
        _ => body,
    };

    private static byte[] Flipped(byte[] body, Random random)
    {
        for (var edits = random.Next(1, 4); edits > 0 && body.Length > 0; edits--) body[random.Next(body.Length)] = (byte)random.Next(256);
        return body;
    }
}
