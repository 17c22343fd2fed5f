using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Cleaning.Tests;

/// <summary>Solutions in memory that know the library.</summary>
internal static class TestSolution
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path))];

    public static Solution Of(params (string Name, string Text)[] files) => Of(OutputKind.DynamicallyLinkedLibrary, files);

    public static Solution Of(OutputKind kind, params (string Name, string Text)[] files)
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        var project = ProjectId.CreateNewId();
        solution = solution.AddProject(ProjectInfo.Create(
            project, VersionStamp.Default, "Shop", "Shop", LanguageNames.CSharp,
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Diagnose),
            compilationOptions: new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable)
                .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress)]),
            metadataReferences: References));
        foreach (var (name, text) in files.Append(("Usings.cs", Usings)))
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(project), name, SourceText.From(text), filePath: name);
        }

        return solution;
    }

    public static async Task<Compilation> CompileAsync(Solution solution) => (await solution.Projects.Single().GetCompilationAsync())!;

    public static async Task<string> TextAsync(Solution solution, string name) =>
        (await solution.Projects.Single().Documents.Single(d => d.Name == name).GetTextAsync()).ToString();

    /// <summary>Warnings and errors, by their code and text.</summary>
    public static async Task<string[]> ComplaintsAsync(Solution solution) =>
        [.. (await CompileAsync(solution)).GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d =>
            $"{d.Id} {d.GetMessage()} {d.Location}")];
}
