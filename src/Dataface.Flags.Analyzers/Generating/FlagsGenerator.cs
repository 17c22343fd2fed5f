using System.Collections.Immutable;
using System.Text;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>
/// Generates a class of typed handles from the project's flag documents, and says at their own lines what is wrong with them. Each
/// step gives values, so that the driver stops where nothing has changed.
/// </summary>
[Generator(LanguageNames.CSharp)]
internal sealed class FlagsGenerator : IIncrementalGenerator
{
    /// <summary>The steps' names in the driver's report.</summary>
    public const string DocumentsStep = "FlagDocuments";

    /// <inheritdoc cref="DocumentsStep"/>
    public const string ClassesStep = "FlagClasses";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var documents = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Where(pair => ProjectSettings.IsDocument(pair.Right, pair.Left))
            .Select((pair, cancellation) => Read(pair.Left, pair.Right, cancellation))
            .WithTrackingName(DocumentsStep);
        var settings = context.AnalyzerConfigOptionsProvider.Select((options, _) => ProjectSettings.Handles(options));
        var factories = context.CompilationProvider.Select((compilation, _) => FlagFactories.Of(compilation));
        var built = documents.Collect().Combine(settings).Combine(factories)
            .Select((all, _) => Build(all.Left.Left, all.Left.Right, all.Right));

        context.RegisterSourceOutput(built.Select((b, _) => b.Findings), Report);
        context.RegisterSourceOutput(context.AnalyzerConfigOptionsProvider.Select((options, _) => ProjectSettings.Problems(options)),
            Report);
        context.RegisterSourceOutput(
            built.SelectMany((b, _) => b.Classes).WithTrackingName(ClassesStep),
            (output, model) => output.AddSource($"{model.Setting.FullName}.g.cs",
                SourceText.From(ClassWriter.Write(model), Encoding.UTF8)));
    }

    private static void Report(SourceProductionContext output, EquatableArray<Finding> findings)
    {
        foreach (var finding in findings) output.ReportDiagnostic(finding.ToDiagnostic());
    }

    private static ReadDocument Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        var setting = ProjectSettings.ClassOf(options, file, out var problem);
        return file.GetText(cancellation) is { } text
            ? new(ModelReader.Read(file.Path, text), setting, problem)
            : new(new(file.Path, default, new([new(new(file.Path, default, default), "The document cannot be read.")])), setting, problem);
    }

    private static BuiltClasses Build(ImmutableArray<ReadDocument> documents, EquatableArray<HandleSetting> settings,
        FlagFactories factories)
    {
        var findings = new List<Finding>();
        foreach (var document in documents)
        {
            if (document.Problem.Length > 0) findings.Add(Finding.Of(Rules.BrokenSetting, new(document.Document.Path, default, default),
                document.Problem));
            findings.AddRange(document.Document.Problems.Select(p => Finding.Of(Rules.BrokenDocument, p.Place, p.Message)));
        }

        var keys = new HashSet<string>(documents.SelectMany(d => d.Document.Flags).Select(f => f.Flag.Key), StringComparer.Ordinal);
        var sound = SettingChecks.Check(settings, documents.All(d => d.Document.IsSound) ? keys : null, findings);
        var classes = new List<ClassModel>();
        if (factories.Members.Count > 0)
        {
            foreach (var group in documents.Where(d => d.Class is not null).GroupBy(d => d.Class!.FullName, StringComparer.Ordinal))
            {
                var (model, said) = new ClassBuilder(group.Last().Class!, factories, sound).Build(group.Select(d => d.Document));
                findings.AddRange(said);
                classes.Add(model);
            }
        }

        return new(new([.. classes]), new([.. findings]));
    }

    /// <summary>A document with the class that the project wants of it.</summary>
    private sealed record ReadDocument(DocumentModel Document, ClassSetting? Class, string Problem);

    /// <summary>All classes, and what is to be said.</summary>
    private sealed record BuiltClasses(EquatableArray<ClassModel> Classes, EquatableArray<Finding> Findings);
}
