using System.Collections.Immutable;
using Dataface.Flags.Analyzers.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>Looks at each use of a flag, with what the project's documents say about it. Generated code is left alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class FlagAnalyzer : DiagnosticAnalyzer
{
    private static readonly SourceTextValueProvider<DocumentModel> Documents = new(text => ModelReader.Read("", text));
    private static readonly SourceTextValueProvider<ExperimentModel> Experiments = new(text => ExperimentModelReader.Read("", text));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        Rules.UnknownFlag, Rules.WrongType, Rules.ExpiresSoon, Rules.Expired, Rules.Decided,
        Rules.NoUnit, Rules.AskedTwice, Rules.KeptTooLong, Rules.NotPrivate, Rules.InAuthorization,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var project = ProjectFlags.Of(
            context.Compilation,
            context.Options,
            text => context.TryGetValue(text, Documents, out var document) ? document : null,
            text => context.TryGetValue(text, Experiments, out var experiment) ? experiment : null,
            context.CancellationToken);
        if (project is null) return;
        var authorization = new AuthorizationCheck(context.Compilation);
        var kept = new KeptAnswers(context.Compilation);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                kept.Register(node);
                if (PersonalAttributeCheck.Of(node) is { } personal) node.ReportDiagnostic(personal);
                foreach (var use in project.Finder.Of(node.Node, node.SemanticModel, node.CancellationToken))
                {
                    foreach (var found in DocumentChecks.Of(use, project)) node.ReportDiagnostic(found);
                    if (UnitCheck.Of(use, project, node.SemanticModel, node.CancellationToken) is { } noUnit) node.ReportDiagnostic(noUnit);
                    if (TwiceCheck.Of(use, project, node.SemanticModel, node.CancellationToken) is { } twice) node.ReportDiagnostic(twice);
                    if (authorization.Of(use, node.SemanticModel, node.CancellationToken) is { } refused) node.ReportDiagnostic(refused);
                    kept.Look(use, node);
                }
            },
            SyntaxKind.InvocationExpression, SyntaxKind.ObjectCreationExpression, SyntaxKind.Attribute);
        context.RegisterSymbolAction(kept.Look, SymbolKind.Field, SymbolKind.Property);
        context.RegisterCompilationEndAction(kept.Report);
    }
}
