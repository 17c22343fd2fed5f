namespace Dataface.Flags.AspNetCore.Tests;

/// <summary>Documents with the flags that the test application is gated by, for the environment <c>production</c>.</summary>
internal static class FlagFile
{
    /// <summary>A document in which the named flags are on for everybody, and <c>off</c> is off.</summary>
    public static string On(params string[] keys) =>
        Of([.. keys.Select(key => Flag(key, "\"serve\": \"on\"")), Flag("off", "\"serve\": \"off\"")]);

    /// <summary>A document of flags.</summary>
    public static string Of(params string[] flags) => $$"""{ "schema": 1, "flags": { {{string.Join(", ", flags)}} } }""";

    public static string Flag(string key, string environment, string more = "", string expires = "2027-01-01") => $$"""
        "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "{{expires}}",
        {{more}} "environments": { "production": { {{environment}} } } }
        """;

    /// <summary>On for those whose attribute has a value.</summary>
    public static string OnWhere(string key, string attribute, string value) =>
        Flag(key, $$""" "rules": [ { "name": "those", "when": { "attribute": "{{attribute}}", "in": ["{{value}}"] }, "serve": "on" } ] """);
}
