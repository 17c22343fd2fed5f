using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;

namespace Dataface.Flags.Server.Problems;

/// <summary>What is wrong with a query, for whoever sent it: the framework speaks of types of this program, or says nothing.</summary>
internal static partial class QueryFault
{
    private const string Remedy = "/openapi/v1.json says what it takes.";

    /// <summary>What the framework refused without a word: a value that is left out may be, and is no number or time otherwise.</summary>
    public static string Of(HttpContext http)
    {
        var names = http.GetEndpoint()?.Metadata.OfType<IParameterBindingMetadata>()
            .Where(parameter => parameter.HasTryParse && http.Request.Query.ContainsKey(parameter.Name))
            .Select(parameter => $"'{parameter.Name}'").ToList() ?? [];
        return names switch
        {
            [] => "A value in the address has the wrong form. " + Remedy,
            [var name] => $"{name} has the wrong form, is too large, or is given twice. Correct it; {Remedy}",
            _ => $"One of {string.Join(", ", names)} has the wrong form, is too large, or is given twice. Correct it; {Remedy}",
        };
    }

    /// <summary>What the framework refused in its own words; they stay where they are about something else.</summary>
    public static string Of(BadHttpRequestException error) =>
        Missing().Match(error.Message) is { Success: true } missing ? $"'{missing.Groups[1].Value}' is missing. Send it; {Remedy}"
        : Unreadable().Match(error.Message) is { Success: true } wrong
            ? $"'{wrong.Groups[1].Value}' has the wrong form: '{wrong.Groups[2].Value}'. Correct it; {Remedy}"
        : error.Message;

    [GeneratedRegex("^Required parameter \"\\S+ (\\w+)\" was not provided")]
    private static partial Regex Missing();

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (\\w+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
