using System.Globalization;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Generating;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>What a compilation is looked at with: its documents, experiments and day. Thread-safe.</summary>
internal sealed class ProjectFlags
{
    public const int DefaultExpiryDays = 14;

    private readonly Dictionary<string, FlagModel> _aliases = new(StringComparer.Ordinal);

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
    /// <param name="compilation">The compilation.</param>
    /// <param name="options">Its files and settings.</param>
    /// <param name="documents">Reads a document, or has read it before.</param>
    /// <param name="experiments">Reads an experiment, or has read it before.</param>
    /// <param name="cancellation">Cancels reading.</param>
    public static ProjectFlags? Of(
        Compilation compilation, AnalyzerOptions options, Func<SourceText, DocumentModel?> documents, Func<SourceText,
            ExperimentModel?> experiments, CancellationToken cancellation)
    {
        if (FlagUseFinder.For(compilation) is not { } finder) return null;
        var project = new ProjectFlags(finder);
        var settings = options.AnalyzerConfigOptionsProvider;
        var sound = new List<bool>();
        foreach (var file in options.AdditionalFiles)
        {
            var isDocument = ProjectSettings.IsDocument(settings, file);
            if (!isDocument && !ProjectSettings.IsExperiment(settings, file)) continue;
            var text = file.GetText(cancellation);
            if (isDocument) sound.Add(project.Add(text is null ? null : documents(text)));
            else if (text is not null && experiments(text) is { IsDecided: true } decided) project.Decided[decided.Flag!] = decided;
        }

        project.KnowsAllKeys = sound.Count > 0 && sound.TrueForAll(s => s);
        if (Day.TryParse(ProjectSettings.Property(settings, "FlagsToday"), out var today)) project.Today = today;
        if (int.TryParse(ProjectSettings.Property(settings, "FlagsExpiryDays"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var days)) project.ExpiryDays = days;
        return project;
    }

    /// <summary>The flag of a key or an alias; null when no document defines it.</summary>
    public FlagModel? Find(string? key) =>
        key is null ? null : Flags.TryGetValue(key, out var flag) || _aliases.TryGetValue(key, out flag) ? flag : null;

    private bool Add(DocumentModel? document)
    {
        foreach (var flag in document?.Flags ?? default)
        {
            Flags[flag.Flag.Key] = flag.Flag;
            if (flag.Flag.Alias is { } alias) _aliases[alias] = flag.Flag;
        }

        return document?.IsSound == true;
    }
}
