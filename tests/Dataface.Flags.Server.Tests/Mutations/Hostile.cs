namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>What nobody means, by where it is written. The pool is small, so that what the server keeps of it stays small.</summary>
internal static class Hostile
{
    private static readonly string Long = new('x', 10_000);

    /// <summary>Values of JSON, as they stand in the text; some are none.</summary>
    public static IReadOnlyList<string> Json { get; } =
    [
        "null", "true", "false", "[]", "{}", "[null]", "[[]]", "\"\"", "\" \"", "0", "-0", "-0.0", "1", "-1", "2", "0.1", "1e0", "1E+2",
            "1e400", "-1e400", "1e-400", "1e308", "-1e308",
        "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "18446744073709551616",
        "4611686018427387904", "1000000000000", "1000000000001", new string('9', 400), "0."
            + new string('1', 400), "NaN", "Infinity", "-Infinity", "\"NaN\"", "\"Infinity\"", "01", "+1", ".5", "1.",
        "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"a\\u001bb\"", "\"a\\nb\"", "\"\\u202e\"", "\"\\ufeff\"",
            "\"\\uffff\"", "\"😀\"",
        $"\"{Long}\"", "\"..\"", "\".\"", "\"../../etc/passwd\"", "\"%00\"", "\"service-levels\"", "\"history\"", "\"stream\"",
            "\"rollback\"", "\"*\"", "\"-\"", "\"a b\"", "\"A\"", "\"é\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
            "\"1969-07-20T20:17:40Z\"", "\"2026-02-30\"",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-01-01T00:00:00+99:00\"", "\"2026-01-01\"", "\"24:00\"", "\"production\"", "\"staging\"",
            "\"checkout-v2\"", "\"one-page\"", "\"off\"", "\"on\"",
        "\"00000000-0000-0000-0000-000000000000\"", "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"", "\"{}\"", "\"[1]\"", "\"ffffffffffffffff\"",
            "\"fffffffffffffffff\"", "\"-1\"", "\"errors\"", "\"latency\"",
        new string('[', 60) + new string(']', 60), new string('[', 5_000), string.Concat(Enumerable.Repeat("{\"a\":", 2_000)), "/**/1",
            "'a'", "undefined", "\"unended",
    ];

    /// <summary>Values of YAML.</summary>
    public static IReadOnlyList<string> Yaml { get; } =
    [
        "", "~", "null", "[]", "{}", "[[]]", "\"\"", "-1", "0", "-0", "1e400", ".nan", ".inf", "-.inf", "0x7f", "1_000",
            "9223372036854775808", new string('9', 400), "99999999999 %", "1e400 %", "-5 %",
        "100.0001 %", "0001-01-01", "9999-12-31", "2026-02-30", "99999999d", "1e300d", "-1d", "\"\\0\"", "\"\\ud800\"", "\"\\x1b\"", "&a x",
            "*a", "!!int 1", "|", ">", "'", "\"", "[", "{", "]", "}", "? x", "- x", "a: b: c",
        "service-levels", "..", "one-page", "checkout-v2", Long, new string('[', 60), string.Concat(Enumerable.Repeat("{a: ", 60)),
            "%YAML 1.2", "---", "...", "\u2028", "😀", "true", "off", "[off, off]", "[orders, orders, nobody]",
        "{ metric: nobody, statistic: lift_lower, comparison: above, threshold: 0, role: success }", "@x", "`x", "#x", "a #x", "2 %",
            "20000000000000",
    ];

    /// <summary>Parts of an address, as they stand in it.</summary>
    public static IReadOnlyList<string> Address { get; } =
    [
        "x", "%00", "a%00b", "%2e%2e", "..%2f..%2fetc%2fpasswd", "%ff", "%c0%af", "%ed%a0%80", "%", "%zz", "%25", "%2500", "+", "*", "%2a",
            "a%20b", "a%0ab", "a%0d%0ab", "%1b", "service-levels", "history", "stream",
        "rollback", "document", "audit", "new", "~", "-1", "0", "1", "2147483647", "2147483648", "99999999999999999999", "1e3", "0x1",
            "NaN", new string('x', 4_000), "%F0%9F%98%80", "%C3%A9", "null", "undefined",
        "production", "staging", "checkout-v2", "one-page", "true", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "a%26b%3Dc", ";", ":", "%3Cscript%3E", "a.b", "A",
    ];

    /// <summary>Values of headers.</summary>
    public static IReadOnlyList<string> Header { get; } =
    [
        "", "*", "x", "\"x\"", "W/\"x\"", "\"\"", "W/\"\"", "\"", ",,,", "\"a\", \"b\"", "....", "gzip;q=x", "gzip;q=0", "gzip, gzip, gzip",
            "%00", "%0a", "%ud800", "%ff", "%", new string('x', 4_000),
        "00000000-0000-0000-0000-000000000000", "2147483648", "-1", "9999999999999999999:9", "a:b:c", "Thu, 99 Foo 2026 99:99:99 GMT",
            "bytes=0-", "{}", "application/json",
    ];

    /// <summary>Types that bodies may be said to have.</summary>
    public static IReadOnlyList<string> ContentTypes { get; } =
    [
        "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=nobody",
            "text/plain", "text/json", "application/yaml", "text/yaml", "application/xml",
        "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/cloudevents+json",
            "application/cloudevents-batch+json", "\"", "", "a/b;;;", "application/octet-stream",
    ];
}
