using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Dataface.Flags.Providers;

/// <summary>Where a place of a document stands in the configuration that it was made of.</summary>
internal static partial class ConfigurationPlace
{
    /// <summary>The path of the configuration, such as <c>FeatureFlags:flags:new-cart</c>.</summary>
    /// <param name="section">The path of the section that holds the document.</param>
    /// <param name="jsonPath">The place, such as <c>$.flags.new-cart</c>.</param>
    public static string Of(string section, string jsonPath) => ConfigurationPath.Combine(
        [section, .. Step().Matches(jsonPath).Select(step => step.Groups["quoted"] is { Success: true } quoted
            ? Escape().Replace(quoted.Value, "$1") : step.Groups["plain"].Value)]);

    [GeneratedRegex(@"\.(?<plain>[^.\[]+)|\['(?<quoted>(?:\\.|[^'\\])*)'\]|\[(?<plain>[0-9]+)\]")]
    private static partial Regex Step();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
