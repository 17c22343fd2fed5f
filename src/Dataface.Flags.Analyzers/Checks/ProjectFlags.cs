using System.Globalization;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Generating;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>What a compilation is looked at with: its documents, experiments and day. Thread-safe.</summary>
internal sealed class ProjectFlags
{
    public const int DefaultExpiryDays = 14;

    private static readonly SourceTextValueProvider<DocumentModel> Documents = new(text => DocumentReader.Read("", text));
    private static readonly SourceTextValueProvider<ExperimentModel> Experiments = new(text => ExperimentReader.Read("", text));

    private ProjectFlags(FlagUseFinder finder) => Finder = finder;

    public FlagUseFinder Finder { get; }

    /// <summary>All flags of all documents, by key.</summary>
    public Dictionary<string, FlagModel> Flags { get; } = new(StringComparer.Ordinal);

    /// <summary>Decided experiments, by the key of their flag.</summary>
    public Dictionary<string, ExperimentModel> Decided { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there are documents, and all of them are sound: a key that none has is unknown.</summary>
    public bool KnowsAllKeys { get; private set; }

    /// <summary>The day that the project builds for; null when it does not say, so that nothing depends on the clock.</summary>
    public DateTime? Today { get; private set; }

    /// <summary>From how many days on before its expiry a flag is reported.</summary>
    public int ExpiryDays { get; private set; } = DefaultExpiryDays;

    /// <summary>Null when the compilation does not know the library.</summary>
    public static ProjectFlags? Of(CompilationStartAnalysisContext context)
    {
        if (FlagUseFinder.For(context.Compilation) is not { } finder) return null;
        var project = new ProjectFlags(finder);
        var options = context.Options.AnalyzerConfigOptionsProvider;
        var sound = new List<bool>();
        DocumentModel? Document(SourceText text) => context.TryGetValue(text, Documents, out var document) ? document : null;
        ExperimentModel? Experiment(SourceText text) => context.TryGetValue(text, Experiments, out var experiment) ? experiment : null;
        foreach (var file in context.Options.AdditionalFiles)
        {
            var isDocument = ProjectSettings.IsDocument(options, file);
            if (!isDocument && !ProjectSettings.IsExperiment(options, file)) continue;
            if (file.GetText(context.CancellationToken) is not { } text) sound.Add(false);
            else if (isDocument) sound.Add(project.Add(Document(text)));
            else if (Experiment(text) is { IsDecided: true } decided) project.Decided[decided.Flag!] = decided;
        }

        project.KnowsAllKeys = sound.Count > 0 && sound.TrueForAll(s => s);
        if (Day.TryParse(ProjectSettings.Property(options, "FlagsToday"), out var today)) project.Today = today;
        if (int.TryParse(ProjectSettings.Property(options, "FlagsExpiryDays"), NumberStyles.None, CultureInfo.InvariantCulture, out var days)) project.ExpiryDays = days;
        return project;
    }

    /// <summary>The flag of a key; null when no document defines it.</summary>
    public FlagModel? Find(string? key) => key is not null && Flags.TryGetValue(key, out var flag) ? flag : null;

    private bool Add(DocumentModel? document)
    {
        foreach (var flag in document?.Flags ?? default) Flags[flag.Flag.Key] = flag.Flag;
        return document?.IsSound == true;
    }
}
