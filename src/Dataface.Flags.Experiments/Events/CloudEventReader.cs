using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Exposures;
using Dataface.Flags.Json;

namespace Dataface.Flags.Experiments.Events;

/// <summary>
/// Reads CloudEvents 1.0 as JSON, one or a batch, and looks at each: what is wrong with one does not touch the others. Thread-safe.
/// </summary>
/// <param name="policy">Which attributes may be kept.</param>
/// <param name="time">What is later than now, and not by the difference of two clocks, is refused.</param>
internal sealed class CloudEventReader(ExperimentPolicy policy, TimeProvider time)
{
    /// <summary>The version of the data that this library reads.</summary>
    public const int Version = 1;

    /// <summary>The most events that one batch may hold.</summary>
    public const int LargestBatch = 10_000;

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Earliest = new(RowRules.FirstDay, TimeOnly.MinValue, TimeSpan.Zero);

    private static readonly HashSet<string> ExposureFields =
        new(["v", "environment", "unit", "flag", "variant", "rollout", "stage", "arm"], StringComparer.Ordinal);
    private static readonly HashSet<string> OutcomeFields = new(["v", "environment", "unit", "attributes"], StringComparer.Ordinal);

    private readonly HashSet<string> _allowed = new(policy.AllowedAttributes, StringComparer.Ordinal);

    /// <param name="json">An event, or an array of events.</param>
    /// <param name="environment">Where events happened that do not say so.</param>
    /// <param name="isOnly">Whether events of other environments are refused.</param>
    /// <param name="isKnown">Whether there is an environment of a name; null when any will do.</param>
    /// <exception cref="RefusalException">It is no JSON, or holds too many events, or none.</exception>
    public EventBatch Read(ReadOnlyMemory<byte> json, string environment, bool isOnly, Predicate<string>? isKnown = null)
    {
        if (StrictJson.ParseOutline(json.Span, out var problem) is not { } root)
        {
            throw new RefusalException(RefusalKind.Malformed, $"{problem} docs/registry.md has the form.");
        }

        var count = root.ValueKind == JsonValueKind.Array ? root.GetArrayLength() : 1;
        if (count is 0 or > LargestBatch)
        {
            throw new RefusalException(
                RefusalKind.Malformed, $"The batch holds {count.ToString(CultureInfo.InvariantCulture)} events. Send 1 to {LargestBatch}.");
        }

        var (events, refusals, latest) = (new List<ExperimentEvent>(count), new List<EventRefusal>(), time.GetUtcNow() + ClockTolerance);
        var elements = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : Enumerable.Repeat(root, 1);
        foreach (var (i, element) in elements.Index())
        {
            // Alone: an event that is no sound JSON does not touch the others either.
            if (StrictJson.Parse(JsonMarshal.GetRawUtf8Value(element), out problem) is not { } sound)
            {
                refusals.Add(new(i, null, EventRefusalCode.Malformed, problem));
                continue;
            }

            try
            {
                var read = Read(sound, environment, latest);
                if (isOnly && read.Environment != environment)
                {
                    throw new EventException(EventRefusalCode.OtherEnvironment,
                        $"The key is for '{environment}' and the event is from '{read.Environment}'. Use a key of that environment.");
                }

                if (isKnown?.Invoke(read.Environment) == false)
                {
                    throw new EventException(
                        EventRefusalCode.OtherEnvironment,
                            "There is no environment of this name. Correct 'data.environment', or leave it out.");
                }

                events.Add(read);
            }
            catch (EventException refused)
            {
                refusals.Add(new(i, IdOf(sound), refused.Code, refused.Message));
            }
        }

        return new(events, refusals);
    }

    private ExperimentEvent Read(JsonElement json, string environment, DateTimeOffset latest)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Malformed("It is not an object. Send CloudEvents.");
        if (Optional(json, "specversion") is not "1.0")
            throw new EventException(EventRefusalCode.UnknownVersion, "'specversion' is not \"1.0\". Send CloudEvents 1.0.");
        var key = KeyOf(Text(json, "source"), Text(json, "id"));
        var type = Text(json, "type");
        var at = Time(json);
        if (at < Earliest) throw new EventException(
            EventRefusalCode.Past, $"'time' is {at.UtcDateTime:O}, before {Earliest.Year}. Correct the sender's clock.");
        if (at > latest) throw new EventException(
            EventRefusalCode.Future, $"'time' is {at.UtcDateTime:O}, which is in the future. Correct the sender's clock.");
        if (!json.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            throw Malformed("'data' is missing. Send \"data\": { \"v\": 1, \"unit\": ... }.");
        if (!data.TryGetProperty("v", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number)
            || number != Version)
        {
            throw new EventException(
                EventRefusalCode.UnknownVersion, $"'data.v' is not {Version}. Send that version, or update the server.");
        }

        var isExposure = type == ExposureEventWriter.Type;
        RefuseUnknown(data, isExposure ? ExposureFields : OutcomeFields);
        var place = Optional(data, "environment") ?? environment;
        return isExposure
            ? new(key, place, Text(data, "flag"), Text(data, "variant"), Text(data, "unit"), at, null)
            : new(key, place, null, type, Text(data, "unit"), at, Attributes(data));
    }

    /// <summary>What has no place here might be personal.</summary>
    private static void RefuseUnknown(JsonElement data, HashSet<string> known)
    {
        foreach (var field in data.EnumerateObject())
        {
            if (!known.Contains(field.Name))
            {
                throw new EventException(
                    EventRefusalCode.AttributeNotAllowed, $"'data' has a field that is not known. Send: {string.Join(", ", known)}.");
            }
        }
    }

    private string? Attributes(JsonElement data)
    {
        if (!data.TryGetProperty("attributes", out var attributes)) return null;
        if (attributes.ValueKind != JsonValueKind.Object) throw Malformed("'data.attributes' is not an object.");
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes.EnumerateObject())
        {
            var name = attribute.Name;

            // Its name is not repeated: it may be personal itself.
            if (!_allowed.Contains(name))
                throw new EventException(EventRefusalCode.AttributeNotAllowed,
                    "It carries an attribute that the policy does not allow. docs/registry.md lists the allowed ones.");
            kept[name] = Value(name, attribute.Value);
        }

        return kept.Count == 0 ? null : $"{{{string.Join(',', kept.Select(k => $"\"{k.Key}\":{k.Value}"))}}}";
    }

    private static string Value(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when value.TryGetDouble(out var number) && EventLimits.Allow(number) =>
            number.ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String when TryText(value) is { Length: <= EventLimits.LongestText } text => $"\"{JsonEncodedText.Encode(text)}\"",
        _ => throw new EventException(EventRefusalCode.AttributeNotUsable,
            $"'{name}' is neither a number of a size from 10⁻¹⁵ to 10¹⁵, or 0, nor a truth value, nor a text of up "
            + $"to {EventLimits.LongestText} characters."),
    };

    private static DateTimeOffset Time(JsonElement json) =>
        json.TryGetProperty("time", out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var at)
        ? at
        : throw Malformed("'time' is missing, or is not a time such as \"2026-12-01T06:00:00Z\".");

    private static string Text(JsonElement json, string name) => Optional(json, name) ?? throw Malformed($"'{name}' is missing.");

    /// <summary>A text of 1 to 200 characters, none of them a control character; null when it is not there.</summary>
    private static string? Optional(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.String && TryText(value) is { Length: > 0 and <= EventLimits.LongestText } text
            ? text
            : throw Malformed($"'{name}' is not a text of 1 to {EventLimits.LongestText} characters without control characters.");
    }

    /// <summary>Null when it has characters that no database takes.</summary>
    private static string? TryText(JsonElement value) => value.GetString() is { } text && !text.Any(char.IsControl) ? text : null;

    private static string? IdOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            && TryText(id) is { Length: <= EventLimits.LongestText } text ? text : null;

    private static Guid KeyOf(string source, string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{id}"), hash);
        return new Guid(hash[..16]);
    }

    private static EventException Malformed(string message) => new(EventRefusalCode.Malformed, message);

    /// <summary>Says no to one event.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught in this class alone.
    private sealed class EventException(string code, string message) : Exception(message)
#pragma warning restore CA1032, CA1064
    {
        public string Code => code;
    }
}
