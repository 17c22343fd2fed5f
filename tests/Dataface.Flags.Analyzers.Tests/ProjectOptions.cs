using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Tests;

/// <summary>The properties and items of a project, as its targets hand them to the compiler.</summary>
internal sealed class ProjectOptions : AnalyzerConfigOptionsProvider
{
    private readonly Options _global = new();
    private readonly Dictionary<string, Options> _files = new(StringComparer.Ordinal);

    public override AnalyzerConfigOptions GlobalOptions => _global;

    public ProjectOptions With(string property, string value)
    {
        _global.Values["build_property." + property] = value;
        return this;
    }

    public ProjectOptions WithFile(string path, string metadata, string value)
    {
        if (!_files.TryGetValue(path, out var file)) _files[path] = file = new();
        file.Values["build_metadata.AdditionalFiles." + metadata] = value;
        return this;
    }

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options();

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _files.TryGetValue(textFile.Path, out var file)
        ? file : new();

    private sealed class Options : AnalyzerConfigOptions
    {
        public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => Values.TryGetValue(key, out value);
    }
}

/// <summary>A file of a project that is no source code.</summary>
internal sealed class TextFile(string path, SourceText text) : AdditionalText
{
    public override string Path => path;

    public static TextFile Of(string path, string text) => new(path, SourceText.From(text));

    public override SourceText GetText(CancellationToken cancellationToken = default) => text;
}
