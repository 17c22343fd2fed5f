using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Dataface.Flags.Providers;

/// <summary>Writes configuration, which knows text only, as JSON of a wanted type.</summary>
internal static class ConfigurationValues
{
    public static void Text(Utf8JsonWriter json, IConfigurationSection section)
    {
        if (section.GetChildren().Any()) Untyped(json, section);
        else json.WriteStringValue(section.Value);
    }

    public static void Number(Utf8JsonWriter json, IConfigurationSection section)
    {
        if (IsNumber(section.Value)) json.WriteRawValue(section.Value!);
        else Text(json, section);
    }

    public static void Boolean(Utf8JsonWriter json, IConfigurationSection section)
    {
        if (IsBoolean(section.Value)) json.WriteBooleanValue(bool.Parse(section.Value!));
        else Text(json, section);
    }

    public static void BooleanOrObject(Utf8JsonWriter json, IConfigurationSection section)
    {
        if (string.IsNullOrEmpty(section.Value)) Object([])(json, section);
        else Boolean(json, section);
    }

    /// <summary>A value whose place allows several types: a truth value or a number if it reads as one, else text.</summary>
    public static void Guessed(Utf8JsonWriter json, IConfigurationSection section) => WriterFor([section])(json, section);

    /// <summary>A list of such values, all of one type.</summary>
    public static void AlikeList(Utf8JsonWriter json, IConfigurationSection section) =>
        List(WriterFor(section.GetChildren()))(json, section);

    /// <summary>Named values of which all are of one type.</summary>
    public static void AlikeMap(Utf8JsonWriter json, IConfigurationSection section) => Map(WriterFor(section.GetChildren()))(json, section);

    public static ConfigurationWriter List(ConfigurationWriter item) => (json, section) =>
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            json.WriteStringValue(section.Value);
            return;
        }

        var children = section.GetChildren().ToList();
        if (!children.TrueForAll(c => IsIndex(c.Key)))
        {
            // Names have no order, and lists have: the reader refuses the object.
            Map(item)(json, section);
            return;
        }

        json.WriteStartArray();
        foreach (var child in children) item(json, child);
        json.WriteEndArray();
    };

    public static ConfigurationWriter Map(ConfigurationWriter value) => Properties(name => (name, value));

    public static ConfigurationWriter Object(Dictionary<string, ConfigurationWriter> properties)
    {
        // Configuration compares names without case; documents do not.
        var known = properties.ToDictionary(p => p.Key, p => (p.Key, p.Value), StringComparer.OrdinalIgnoreCase);
        return Properties(name => known.TryGetValue(name, out var property) ? property : (name, Untyped));
    }

    private static ConfigurationWriter Properties(Func<string, (string Name, ConfigurationWriter Writer)> property) => (json, section) =>
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            json.WriteStringValue(section.Value);
            return;
        }

        json.WriteStartObject();
        foreach (var child in section.GetChildren())
        {
            var (name, writer) = property(child.Key);
            json.WritePropertyName(name);
            writer(json, child);
        }

        json.WriteEndObject();
    };

    private static ConfigurationWriter WriterFor(IEnumerable<IConfigurationSection> values)
    {
        var sections = values.ToList();
        if (sections.Exists(s => s.Value is null)) return Untyped;
        if (sections.TrueForAll(s => IsBoolean(s.Value))) return Boolean;
        return sections.TrueForAll(s => IsNumber(s.Value)) ? Number : Text;
    }

    /// <summary>
    /// The insides of object variants, and what the format does not know: numbers for names make a list, values are guessed one by one.
    /// </summary>
    private static void Untyped(Utf8JsonWriter json, IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0 && section.Value is not null) Guessed(json, section);
        else if (children.Count > 0 && children.Select(c => c.Key).SequenceEqual(Enumerable.Range(0, children.Count).Select(Invariant)))
            List(Untyped)(json, section);
        else Map(Untyped)(json, section);
    }

    private static string Invariant(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsIndex(string name) =>
        int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);

    /// <summary>The JSON provider turns true into "True".</summary>
    private static bool IsBoolean(string? text) =>
        string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) || string.Equals(text, "false", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(string? text)
    {
        if (string.IsNullOrEmpty(text) || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return false;
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
