using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Cli.Import.Translating;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import;

/// <summary>A document made of a file, and what became of the file's constructs.</summary>
/// <param name="Utf8Json">The document.</param>
/// <param name="Report">The report.</param>
internal sealed record ImportResult(byte[] Utf8Json, ImportReport Report);

/// <summary>Translates a file: each of its flags is in the document, or in the report with the reason why it is not.</summary>
internal static class ImportRun
{
    /// <summary>Throws <see cref="ImportFaultException"/> when the file as a whole cannot be read.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="section">The section of the old schema, when it has another name than Microsoft's; null otherwise.</param>
    /// <param name="settings">What the file does not say.</param>
    /// <param name="time">The clock, for the reader of documents.</param>
    public static ImportResult Run(ReadOnlyMemory<byte> bytes, string? section, ImportSettings settings, TimeProvider time)
    {
        var report = new ImportReport();
        var file = SourceReader.Read(bytes);
        var found = FlagSections.Find(file, section, report);
        CheckOperations(settings, found);
        var keys = new KeyNames(found.Select(f => f.Name));
        var filters = new FilterAttributes();
        var flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        foreach (var flag in found)
        {
            try
            {
                var scope = new FlagScope(flag.Name, settings, filters, report, file);
                var definition = new FlagTranslation(scope).Translate(flag, keys.Next(flag.Name, "flag"));
                Check(flag.Node.Path, new Dictionary<string, FlagDefinition> { [definition.Key] = definition }, time);
                flags.Add(definition.Key, definition);
                report.Imports(flag.Name, definition.Key);
            }
            catch (ImportFaultException fault)
            {
                report.Forget(flag.Node.Path);
                report.LeaveOut(flag.Name, fault.Path, fault.Reason);
            }
        }

        if (flags.Count == 0 && report.FlagsLeftOut.Count == 0)
            throw new ImportFaultException("$", "The section has no flags.", "Name the file that has them, or its section with --section.");
        return new(Check("$", flags, time), report);
    }

    private static void CheckOperations(ImportSettings settings, IReadOnlyList<SourceFlag> found)
    {
        foreach (var name in settings.Operations)
        {
            if (found.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) continue;
            var near = Spelling.Nearest(name, found.Select(f => f.Name));
            throw new ImportFaultException("$", $"--operations names '{name}', which is no flag of the file.",
                near is null ? "Write a flag's name as the file has it." : $"Did you mean '{near}'?");
        }
    }

    /// <summary>The flags as a document; what the reader of documents would refuse never gets into one.</summary>
    private static byte[] Check(string path, IReadOnlyDictionary<string, FlagDefinition> flags, TimeProvider time)
    {
        var bytes = FlagDocumentWriter.Write(new() { Flags = flags });
        var result = FlagDocumentReader.Read(bytes, time: time);
        if (result.IsAccepted) return bytes;
        var problem = result.Problems.First(p => p.Severity == ProblemSeverity.Error);
        throw new ImportFaultException(path, $"{problem.Code}: {problem.Message}", problem.Remedy);
    }
}
