using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Keys;

/// <summary>The keys as they are stored: names, scopes and hashes, never secrets.</summary>
internal static class KeyCodec
{
    public static byte[] Write(IEnumerable<ApiKey> keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var key in keys) Write(json, key);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Throws <see cref="InvalidDataException"/> when it is not what <see cref="Write(IEnumerable{ApiKey})"/> makes.</summary>
    public static IReadOnlyList<ApiKey> Read(ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            return [.. JsonElement.Parse(utf8).EnumerateArray().Select(Read)];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{source} does not hold keys as they were written: {error.Message} Put a sound copy back, or remove it and make new "
                + $"keys.", error);
        }
    }

    private static void Write(Utf8JsonWriter json, ApiKey key)
    {
        json.WriteStartObject();
        json.WriteString("name", key.Name);
        json.WriteStartArray("scopes");
        foreach (var scope in ScopeNames.List(key.Scopes)) json.WriteStringValue(scope);
        json.WriteEndArray();
        json.WriteString("environment", key.Environment);
        json.WriteString("team", key.Team);
        if (key.PublicFlags is { } flags)
        {
            json.WriteStartArray("publicFlags");
            foreach (var flag in flags) json.WriteStringValue(flag);
            json.WriteEndArray();
        }

        json.WriteStartArray("secrets");
        foreach (var secret in key.Secrets)
        {
            json.WriteStartObject();
            json.WriteString("id", secret.Id);
            json.WriteString("sha256", Convert.ToHexStringLower(secret.Sha256));
            json.WriteString("createdAt", secret.CreatedAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("createdBy", secret.CreatedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ApiKey Read(JsonElement key) => new(
        Text(key, "name"),
        ScopeNames.Parse(key.GetProperty("scopes").EnumerateArray().Select(s => s.GetString()!), out var unknown)
            ?? throw new FormatException($"'{unknown}' is not a scope."),
        key.GetProperty("environment").GetString(),
        key.TryGetProperty("team", out var team) ? team.GetString() : null, // Keys of older servers have none.
        [.. key.GetProperty("secrets").EnumerateArray().Select(secret => new ApiSecret(
            Text(secret, "id"), Convert.FromHexString(Text(secret, "sha256")), secret.GetProperty("createdAt").GetDateTimeOffset(),
            Text(secret, "createdBy")))])
    {
        PublicFlags = key.TryGetProperty("publicFlags", out var flags)
            ? [.. flags.EnumerateArray().Select(flag => flag.GetString()!)] : null,
    };

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is missing.");
}
