using Dataface.Flags.Analyzers.Checks;
using Dataface.Flags.Analyzers.Tests.Generating;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Dataface.Flags.Analyzers.Tests.Checks;

/// <summary>Runs the analyzer over a compilation.</summary>
internal static class Analysis
{
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(Compilation compilation,
        IEnumerable<(string Path, string Kind, string Text)> files, string today)
    {
        var options = Generated.Options().With("FlagsToday", today);
        var texts = new List<AdditionalText>();
        foreach (var (path, kind, text) in files)
        {
            options.WithFile(path, "DatafaceFlags", kind);
            texts.Add(TextFile.Of(path, text));
        }

        var analyzed = compilation.WithAnalyzers([new FlagAnalyzer()], new AnalyzerOptions([.. texts], options));
        return await analyzed.GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>A compilation of a source with the usual usings.</summary>
    public static Compilation Compile(string source) =>
        Generated.Compile(source).AddSyntaxTrees(CSharpSyntaxTree.ParseText(CheckedProject.Usings, Generated.Parsing, "Usings.cs"));
}
