using Dataface.Flags.Analyzers.Generating;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Analyzers.Tests.Generating;

/// <summary>A project with flag documents, run through the generator.</summary>
internal sealed class Generated
{
    private Generated(GeneratorDriver driver, Compilation output)
    {
        Driver = driver;
        Output = output;
        Result = driver.GetRunResult();
    }

    public GeneratorDriver Driver { get; }

    public Compilation Output { get; }

    public GeneratorDriverRunResult Result { get; }

    public string Code => string.Concat(Result.GeneratedTrees.Select(t => t.ToString()));

    /// <summary>What the generator says.</summary>
    public IReadOnlyList<Diagnostic> Findings => Result.Diagnostics;

    /// <summary>What the compiler says of all code, documentation comments included.</summary>
    public IReadOnlyList<Diagnostic> Problems => [.. Output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];

    public static Generated From(string document, string source = "", ProjectOptions? options = null, string path = "flags.json") =>
        From([(path, document)], source, options);

    public static Generated From(IReadOnlyList<(string Path, string Text)> documents, string source = "", ProjectOptions? options = null)
    {
        options ??= Options();
        foreach (var (path, _) in documents) options.WithFile(path, "DatafaceFlags", "FlagDocument");
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new FlagsGenerator().AsSourceGenerator()],
            documents.Select(d => TextFile.Of(d.Path, d.Text)),
            Parsing,
            options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(Compile(source), out var output, out _);
        return new(driver, output);
    }

    /// <summary>The same project after an edit.</summary>
    public Generated After(Func<GeneratorDriver, GeneratorDriver> edit, string source = "")
    {
        var driver = edit(Driver).RunGeneratorsAndUpdateCompilation(Compile(source), out var output, out _);
        return new(driver, output);
    }

    public static ProjectOptions Options() => new ProjectOptions().With("RootNamespace", "Shop");

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public static Compilation Compile(string source) => CSharpCompilation.Create(
        "Shop",
        [CSharpSyntaxTree.ParseText(source, Parsing, "Program.cs")],
        References.All,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A document with flags that are complete but for what is written.</summary>
    public static string Document(params (string Key, string Members)[] flags) => $$"""
        {
          "schema": 1,
          "flags": {
        {{string.Join(",\n", flags.Select(f =>
            $"    \"{f.Key}\": {{ \"owner\": \"team\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\"{(f.Members.Length > 0
                ? ", " : "")}{f.Members} }}"))}}
          }
        }
        """;
}
