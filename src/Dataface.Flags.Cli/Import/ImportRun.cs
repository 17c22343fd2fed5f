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
    /// <param name="file">The file, or several as one.</param>
    /// <param name="section">The section that the code gives to Microsoft's library; null for the whole file.</param>
    /// <param name="settings">What the file does not say.</param>
    /// <param name="time">The clock, for the reader of documents.</param>
    public static ImportResult Run(SourceNode file, string? section, ImportSettings settings, TimeProvider time)
    {
        var report = new ImportReport();
        var found = FlagSections.Find(file, section, report);
        CheckOperations(settings, found);
        var keys = new KeyNames(found.Select(f => f.Name));
        var filters = new FilterAttributes();
        var flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);
        foreach (var flag in found)
        {
            var notes = report.Notes.Count;
            try
            {
                var scope = new FlagScope(flag.Name, settings, filters, report, file);
                var definition = new FlagTranslation(scope).Translate(flag, keys.Next(flag.Name, "flag"));
                var checkedAlone = Check(
                    flag.Node.Path, new Dictionary<string, FlagDefinition> { [definition.Key] = definition }, settings.Policy, time);
                foreach (var problem in checkedAlone.Problems)
                    scope.Warning(flag.Node.Path, $"{problem.Code}: {problem.Message} {problem.Remedy}");
                flags.Add(definition.Key, definition);
                report.Imports(flag.Name, definition.Key);
            }
            catch (ImportFaultException fault)
            {
                report.ForgetAfter(notes);
                report.LeaveOut(flag.Name, fault.Path, fault.Reason);
            }
        }

        if (flags.Count == 0 && report.FlagsLeftOut.Count == 0)
            throw new ImportFaultException("$", "The section has no flags.", "Name the file that has them, or its section with --section.");
        return new(Check("$", flags, settings.Policy, time).Utf8Json, report);
    }

    private static void CheckOperations(ImportSettings settings, IReadOnlyList<SourceFlag> found)
    {
        foreach (var name in settings.Operations)
        {
            if (found.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) continue;
            var near = Spelling.Nearest(name, found.Select(f => f.Name));
            throw new ImportFaultException("$", $"--operations names '{name}', which is not a flag of the file.",
                near is null ? "Write a flag's name as the file has it." : $"Did you mean '{near}'?");
        }
    }

    /// <summary>The flags as a document, and what is warned of; what would be refused never gets into one.</summary>
    private static (byte[] Utf8Json, IReadOnlyList<DocumentProblem> Problems) Check(
        string path, IReadOnlyDictionary<string, FlagDefinition> flags, DocumentPolicy policy, TimeProvider time)
    {
        var bytes = FlagDocumentWriter.Write(new() { Flags = flags });
        var result = FlagDocumentReader.Read(bytes, policy: policy, time: time);
        if (result.IsAccepted) return (bytes, result.Problems);
        var problem = result.Problems.First(p => p.Severity == ProblemSeverity.Error);
        throw new ImportFaultException(path, $"{problem.Code}: {problem.Message}", problem.Remedy);
    }
}
