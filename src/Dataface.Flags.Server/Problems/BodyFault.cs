using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Problems;

/// <summary>What is wrong with a body of JSON, for whoever sent it: the framework speaks of types of this program.</summary>
internal static partial class BodyFault
{
    public static string Of(JsonException error)
    {
        if (Missing().Match(error.Message) is { Success: true } missing) return $"{missing.Groups[1].Value} is missing. Send it.";
        if (Unknown().Match(error.Message) is { Success: true } unknown)
        {
            return $"Unknown property {unknown.Groups[1].Value}. Remove it; /openapi/v1.json lists the valid ones.";
        }

        return error.Path is { } path && Foreign().IsMatch(error.Message)
            ? $"The value at {path} is null or of the wrong type. Correct it; /openapi/v1.json has the schema."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The body is not JSON: see line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}. Correct it; /openapi/v1.json "
                + $"has the schema.");
    }

    [GeneratedRegex("was missing required properties including: (.+?)\\.$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property ('.+?') could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("could not be converted to|doesn't allow null values|doesn't allow setting null")]
    private static partial Regex Foreign();
}
