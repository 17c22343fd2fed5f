using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;
using Microsoft.AspNetCore.Http.Metadata;

namespace Dataface.Flags.Server.Problems;

/// <summary>What is wrong with a query, for whoever sent it: the framework speaks of types of this program, or says nothing.</summary>
internal static partial class QueryFault
{
    private const int LongestShown = 60;

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

    /// <summary>
    /// A parameter that the route does not take, such as a filter that is misspelt: everything would be answered, as if nothing had been
    /// asked for. Null when there is none, or the route does not say what it takes.
    /// </summary>
    public static string? OfNames(HttpContext http)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not RouteEndpoint endpoint) return null;
        var route = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name);
        var known = endpoint.Metadata.OfType<IParameterBindingMetadata>().Where(IsOfQuery).Select(NameOf)
            .Except(route, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        if (http.Request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
            return null;
        var shown = ShownText.Of(unknown.Length <= LongestShown ? unknown : unknown[..LongestShown] + "...");
        return (Spelling.Nearest(unknown, known), known) switch
        {
            ({ } near, _) => $"There is no parameter '{shown}' here. Did you mean '{near}'?",
            (_, []) => $"There is no parameter '{shown}' here, nor any other. Leave it out.",
            _ => $"There is no parameter '{shown}' here. There are: {string.Join(", ", known)}.",
        };
    }

    private static bool IsOfQuery(IParameterBindingMetadata parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        return type == typeof(string) || (parameter.HasTryParse && !parameter.HasBindAsync);
    }

    private static string NameOf(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttributes(inherit: false).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name;

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
