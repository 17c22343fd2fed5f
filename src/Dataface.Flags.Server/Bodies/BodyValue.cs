using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Bodies;

/// <summary>
/// A value of a body, and where it stands. Each reading says what the value must be, and refuses what it is not: nothing goes on
/// unchecked.
/// </summary>
/// <param name="Json">The value, of <see cref="JsonBody"/>.</param>
/// <param name="Path">Where it stands, such as <c>$.epoch.number</c>.</param>
internal readonly record struct BodyValue(JsonElement Json, string Path)
{
    /// <summary>Refuses whatever is no object, or has other members.</summary>
    public BodyValue Object(params ReadOnlySpan<string> known)
    {
        if (Json.ValueKind != JsonValueKind.Object) throw Wrong("not an object", "Send one.");
        foreach (var member in Json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                throw Wrong("an object with a member that is not known", $"It may have: {string.Join(", ", known!)}.");
            }
        }

        return this;
    }

    /// <summary>A member that must be there.</summary>
    public BodyValue Member(string name) => Find(name) ?? throw new BodyValue(Json, $"{Path}.{name}").Wrong("missing", "Send it.");

    /// <summary>A member, or null when it is left out.</summary>
    public BodyValue? Find(string name) => Json.TryGetProperty(name, out var value) ? new(value, $"{Path}.{name}") : null;

    /// <summary>The elements of an array of at most so many.</summary>
    public IEnumerable<BodyValue> Items(int most)
    {
        if (Json.ValueKind != JsonValueKind.Array || Json.GetArrayLength() > most)
        {
            throw Wrong($"not an array of at most {most} elements", "Send one.");
        }

        var path = Path;
        return Json.EnumerateArray().Select((item, i) => new BodyValue(item, $"{path}[{i}]"));
    }

    /// <summary>The elements of an array of exactly so many.</summary>
    public BodyValue[] Tuple(int count) => Tuple(count, count);

    /// <summary>The elements of an array that has at least and at most so many.</summary>
    public BodyValue[] Tuple(int least, int most) =>
        Json.ValueKind == JsonValueKind.Array && Json.GetArrayLength() >= least && Json.GetArrayLength() <= most
            ? [.. Items(most)]
            : throw Wrong($"not an array of {(least == most ? $"{least}" : $"{least} or {most}")} elements", "Send one.");

    /// <summary>A text without control characters.</summary>
    public string Text(int longest)
    {
        var text = Json.ValueKind == JsonValueKind.String ? Json.GetString()! : "";
        return text.Length > 0 && text.Length <= longest && !text.Any(ShownText.IsHidden)
            ? text
            : throw Wrong($"not a text of 1 to {longest} characters without control characters", "Send one.");
    }

    /// <summary>A whole number, bounds included.</summary>
    public long Whole(long from, long to) =>
        Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out var number) && number >= from && number <= to
        ? number
        : throw Wrong(FormattableString.Invariant($"not a whole number from {from} to {to}"), "Send one.");

    public Guid Guid() => Json.ValueKind == JsonValueKind.String && Json.TryGetGuid(out var id) && id != default
        ? id
        : throw Wrong("not a GUID, or the empty one", "Make one for each.");

    /// <summary>A moment, bounds included.</summary>
    public DateTimeOffset Instant(DateTimeOffset from, DateTimeOffset to)
    {
        if (Json.ValueKind == JsonValueKind.String && Json.TryGetDateTimeOffset(out var at) && at >= from && at <= to)
        {
            return at.ToUniversalTime();
        }

        throw Wrong(string.Create(CultureInfo.InvariantCulture, $"not a time from {from:u} to {to:u}"),
            "Send one such as \"2026-12-01T06:00:00Z\", or correct the clock.");
    }

    /// <summary>Up to 16 hexadecimal digits.</summary>
    public ulong Hex() => ulong.TryParse(Text(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Wrong("not a hexadecimal number", "Send up to 16 digits.");

    private ProblemException Wrong(string what, string remedy) => new(Problem.Malformed($"{Path} is {what}. {remedy}"));
}
