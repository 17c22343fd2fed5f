using System.Globalization;

namespace Dataface.Flags.Tests.Serving;

/// <summary>Small documents.</summary>
internal static class ServingDocument
{
    /// <summary>A flag that is on for everybody in production, on the day of the manual clock.</summary>
    public static string On(string key = "f", string expires = "2027-01-01", string more = "") => On(key, "2026-11-01", expires, more);

    /// <summary>The same by the system's clock.</summary>
    public static string OnToday(string key = "f", string more = "") => On(key, Today(0), Today(30), more);

    /// <summary>The UTC day so many days from now.</summary>
    public static string Today(int plusDays) => DateTime.UtcNow.AddDays(plusDays).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string On(string key, string created, string expires, string more) => $$"""
        { "schema": 1, "flags": { "{{key}}": { "owner": "team", "created": "{{created}}", "expires": "{{expires}}",
        {{more}} "environments": { "production": { "serve": "on" } } } } }
        """;

    public static string Off(string key = "f") => $$"""
        { "schema": 1, "flags": { "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01" } } }
        """;
}
