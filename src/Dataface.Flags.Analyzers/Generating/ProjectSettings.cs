using System.Globalization;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>What the project file says, as the package's targets hand it to the compiler.</summary>
internal static class ProjectSettings
{
    public const string DefaultClass = "Flags";

    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <summary>Whether an additional file is a flag document.</summary>
    public static bool IsDocument(AnalyzerConfigOptionsProvider options, AdditionalText text) => Is(options, text, "FlagDocument");

    /// <summary>Whether an additional file is an experiment.</summary>
    public static bool IsExperiment(AnalyzerConfigOptionsProvider options, AdditionalText text) => Is(options, text, "FlagExperiment");

    /// <summary>The class that a document's handles go to; null with what is wrong.</summary>
    public static ClassSetting? ClassOf(AnalyzerConfigOptionsProvider options, AdditionalText text, out string problem)
    {
        var file = options.GetOptions(text);
        var name = Get(file, Metadata + "FlagsClass") ?? DefaultClass;
        var written = Get(file, Metadata + "FlagsNamespace");
        var space = written ?? Identifiers.Namespace(Property(options, "RootNamespace") ?? "");
        problem = !Identifiers.IsIdentifier(name) ? $"'{name}' is not a valid class name. Write ClassName=\"{DefaultClass}\"."
            : written is not null && !Identifiers.IsDotted(written)
                ? $"'{written}' is not a valid namespace. Write names joined by dots, such as Namespace=\"Shop.Flags\"."
            : "";
        return problem.Length > 0 ? null : new(space, name, Get(file, Metadata + "FlagsPublic")?.ToLowerInvariant() == "true");
    }

    /// <summary>The items <c>FlagHandle</c>.</summary>
    public static EquatableArray<HandleSetting> Handles(AnalyzerConfigOptionsProvider options) =>
        HandleSetting.ReadAll(Property(options, "DatafaceFlagHandles"));

    /// <summary>What is wrong with the day and the days that the project names.</summary>
    public static EquatableArray<Finding> Problems(AnalyzerConfigOptionsProvider options)
    {
        var findings = new List<Finding>();
        if (Property(options, "FlagsToday") is { } day && !Day.TryParse(day, out _))
        {
            findings.Add(Finding.Of(Rules.BrokenSetting, default,
                $"The property FlagsToday is '{ModelScope.Shown(day)}', which is not a valid date. Write year, month and day, such as "
                + "2027-02-01."));
        }

        if (Property(options, "FlagsExpiryDays") is { } days && !int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            findings.Add(Finding.Of(Rules.BrokenSetting, default,
                $"The property FlagsExpiryDays is '{ModelScope.Shown(days)}', which is not a number of days. Write one, such as 14."));
        }

        return new([.. findings]);
    }

    /// <summary>A property of the project; null when it is empty.</summary>
    public static string? Property(AnalyzerConfigOptionsProvider options, string name) =>
        Get(options.GlobalOptions, "build_property." + name);

    private static bool Is(AnalyzerConfigOptionsProvider options, AdditionalText text, string kind) =>
        Get(options.GetOptions(text), Metadata + "DatafaceFlags") == kind;

    private static string? Get(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue(name, out var value) && value.Trim().Length > 0 ? value.Trim() : null;
}
