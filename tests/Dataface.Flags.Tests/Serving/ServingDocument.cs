using System.Globalization;

namespace Dataface.Flags.Tests.Serving;

/// <summary>Small documents.</summary>
internal static class ServingDocument
{
    /// <summary>A flag that is on for everybody in production.</summary>
    public static string On(string key = "f", string expires = "2027-01-01", string more = "") => string.Create(CultureInfo.InvariantCulture, $$"""
        { "schema": 1, "flags": { "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "{{expires}}", {{more}} "environments": { "production": { "serve": "on" } } } } }
        """);

    public static string Off(string key = "f") => $$"""
        { "schema": 1, "flags": { "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01" } } }
        """;
}
