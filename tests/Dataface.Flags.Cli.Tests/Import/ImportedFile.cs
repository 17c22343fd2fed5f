using System.Text;
using Dataface.Flags.Cli.Import;
using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Cli.Import.Translating;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Tests.Import;

/// <summary>Files of Microsoft.FeatureManagement, imported on 2026-11-20.</summary>
internal static class ImportedFile
{
    private static readonly CommandRun.Clock Clock = new();

    public static string Sample => Path.Combine(TestContext.CurrentContext.TestDirectory, "FeatureManagement", "appsettings.json");

    public static ImportSettings Settings { get; } = new()
    {
        Owner = "team-shop",
        Today = new DateOnly(2026, 11, 20),
        Now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        Expires = new DateOnly(2027, 2, 1),
    };

    /// <summary>Imports a file, and holds the document to the reader.</summary>
    public static (FlagDocument Document, ImportReport Report) Of(string json, ImportSettings? settings = null, string? section = null)
    {
        var (bytes, report) = ImportRun.Run(SourceReader.Read(Encoding.UTF8.GetBytes(json)), section, settings ?? Settings, Clock);
        return (Accepted(bytes), report);
    }

    /// <summary>Imports files that lie over each other.</summary>
    public static (FlagDocument Document, ImportReport Report) OfSeveral(params string[] files)
    {
        var file = SourceReader.Read([.. files.Select((json, i) => ($"{i}.json", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json)))]);
        var (bytes, report) = ImportRun.Run(file, null, Settings, Clock);
        return (Accepted(bytes), report);
    }

    private static FlagDocument Accepted(byte[] bytes)
    {
        var read = FlagDocumentReader.Read(bytes, time: Clock);
        Assert.That(read.Problems.Where(p => p.Severity == ProblemSeverity.Error), Is.Empty);
        return read.Document!;
    }

    /// <summary>Imports one flag of the old schema, called F.</summary>
    public static (FlagDefinition Flag, ImportReport Report) Old(string flag)
    {
        var (document, report) = Of($$"""{ "FeatureManagement": { "F": {{flag}} } }""");
        return (document.Flags["F"], report);
    }

    /// <summary>Imports one flag of the new schema, called F.</summary>
    public static (FlagDefinition Flag, ImportReport Report) New(string members)
    {
        var (document, report) = Of($$"""{ "feature_management": { "feature_flags": [ { "id": "F", {{members}} } ] } }""");
        return (document.Flags["F"], report);
    }

    /// <summary>The fault of a file that is refused as a whole.</summary>
    public static ImportFaultException FaultOf(string json, string? section = null) =>
        Assert.Throws<ImportFaultException>(
            () => ImportRun.Run(SourceReader.Read(Encoding.UTF8.GetBytes(json)), section, Settings, Clock))!;

    /// <summary>What became of a place.</summary>
    public static IEnumerable<NoteKind> At(this ImportReport report, string path) =>
        report.Notes.Where(n => n.Path == path).Select(n => n.Kind);
}
