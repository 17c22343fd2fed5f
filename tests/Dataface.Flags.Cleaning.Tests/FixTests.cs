using Dataface.Flags.Analyzers.Checks;
using Dataface.Flags.Cleaning.Fixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Cleaning.Tests;

/// <summary>The fix as an editor uses it.</summary>
public sealed class FixTests
{
    private const string Flags = """
        { "schema": 1, "flags": {
          "k": { "owner": "team", "created": "2026-01-01", "expires": "2026-03-01" },
          "other": { "owner": "team", "created": "2026-01-01", "expires": "2027-01-01" } } }
        """;

    private const string Config =
        "is_global = true\nbuild_property.FlagsToday = 2026-04-01\n\n[/flags.json]\nbuild_metadata.AdditionalFiles.DatafaceFlags = "
        + "FlagDocument\n";

    private static readonly string[] Files =
    [
        "using Dataface.Flags;\n\ninternal static class A\n{\n    public static int Sum(IFlags flags)\n    {\n        if "
        + "(flags.IsEnabled(\"k\")) return 1;\n        return flags.IsEnabled(\"k\") ? 3 : 2;\n    }\n}\n",
        "using Dataface.Flags;\n\ninternal static class B\n{\n    public static int Sum(IFlags flags) => flags.IsEnabled(\"k\") ? 1 : "
        + "flags.IsEnabled(\"other\") ? 2 : 3;\n}\n",
    ];

    [Test]
    public async Task Fix_ExpiredFlag_OffersItsSidesOffFirst()
    {
        var (document, diagnostics) = await OpenAsync();
        var actions = await ActionsAsync(document, diagnostics[0]);
        Assert.That(actions.Select(a => a.Title), Is.EqualTo(new[] { "Remove flag 'k', keep 'off'", "Remove flag 'k', keep 'on'" }));
    }

    [Test]
    public async Task Fix_OneFile_LeavesOthers()
    {
        var (document, diagnostics) = await OpenAsync();
        var after = await AppliedAsync((await ActionsAsync(document, diagnostics[0]))[0]);
        Assert.That(await TestSolution.TextAsync(after, "F0.cs"), Does.Contain("        return 2;\n").And.Not.Contain("IsEnabled"));
        Assert.That(await TestSolution.TextAsync(after, "F1.cs"), Is.EqualTo(Files[1]));
    }

    [TestCase(FixAllScope.Document, false)]
    [TestCase(FixAllScope.Project, true)]
    [TestCase(FixAllScope.Solution, true)]
    public async Task FixAll_Scope_CleansWhatIsInIt(FixAllScope scope, bool isOtherClean)
    {
        var (document, diagnostics) = await OpenAsync();
        var fix = new RemoveFlagFix();
        var context = new FixAllContext(document, fix, scope, "k on", fix.FixableDiagnosticIds, new Given(diagnostics), default);
        var after = await AppliedAsync((await fix.GetFixAllProvider().GetFixAsync(context))!);
        Assert.That(await TestSolution.TextAsync(after, "F0.cs"), Does.Contain("        return 1;\n").And.Not.Contain("\"k\""));
        Assert.That(await TestSolution.TextAsync(after, "F1.cs"), isOtherClean ? Does.Contain("=> 1;") : Is.EqualTo(Files[1]));
        Assert.That(await TestSolution.ComplaintsAsync(after), Is.Empty);
    }

    private static async Task<(Document Document, List<Diagnostic> Diagnostics)> OpenAsync()
    {
        var solution = TestSolution.Of([.. Files.Select((text, i) => ($"F{i}.cs", text))]);
        var project = solution.ProjectIds.Single();
        solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(project), "flags.json", SourceText.From(Flags),
            filePath: "/flags.json")
            .AddAnalyzerConfigDocument(DocumentId.CreateNewId(project), ".globalconfig", SourceText.From(Config),
                filePath: "/.globalconfig");
        var opened = solution.GetProject(project)!;
        var compilation = await opened.GetCompilationAsync();
        var found = await compilation!.WithAnalyzers([new FlagAnalyzer()], opened.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        var expired = found.Where(d => d.Id == "DFA0004").OrderBy(d => d.Location.SourceTree!.FilePath).ThenBy(d =>
            d.Location.SourceSpan.Start).ToList();
        Assert.That(expired, Has.Count.EqualTo(3));
        return (opened.Documents.Single(d => d.Name == "F0.cs"), expired);
    }

    private static async Task<List<CodeAction>> ActionsAsync(Document document, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        await new RemoveFlagFix().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) =>
            actions.Add(action), default));
        return actions;
    }

    private static async Task<Solution> AppliedAsync(CodeAction action) =>
        (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

    private sealed class Given(List<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project,
            CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document,
            CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project,
            CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}
