using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Cli.Output;

/// <summary>Parts of a server's answer on usage, as text.</summary>
internal static class UsageText
{
    /// <summary>A member; empty when it is not there.</summary>
    public static string Of(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    public static string Count(JsonElement json) => json.GetProperty("count").GetInt64().ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment to the minute.</summary>
    public static string Time(JsonElement json, string name) => Time(json.GetProperty(name).GetDateTimeOffset());

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>When it was evaluated last.</summary>
    public static string Last(JsonElement json) => json.TryGetProperty("lastEvaluated", out _) ? Time(json, "lastEvaluated") : "never";

    /// <summary>Names with their counts.</summary>
    public static string List(JsonElement json, string list, string name) => string.Join(
        ", ",
        json.GetProperty(list).EnumerateArray().Select(one => $"{(Of(one, name) is { Length: > 0 } text ? text : "–")} {Count(one)}"));
}
