using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Values;

/// <summary>A place in a file that is no source code. The default is nowhere.</summary>
internal readonly record struct TextPlace(string? Path, TextSpan Span, LinePositionSpan Lines)
{
    public static TextPlace Of(string path, SourceText text, TextSpan span) => new(path, span, text.Lines.GetLinePositionSpan(span));

    public Location ToLocation() => Path is null ? Location.None : Location.Create(Path, Span, Lines);
}
