using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning;

/// <summary>A place that cannot be cleaned with proof, and why.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Cause">Why, and what to do instead.</param>
internal sealed record Refusal(string Path, int Line, string Cause)
{
    public static Refusal At(SyntaxNode node, string cause) => At(node.GetLocation(), cause);

    public static Refusal At(Location location, string cause)
    {
        // Generated code says which page it comes from.
        var line = location.GetMappedLineSpan();
        return new(line.Path, line.StartLinePosition.Line + 1, cause);
    }

    /// <summary>The cause where the compiler would not take what is left.</summary>
    public static string CauseOf(Diagnostic diagnostic) => $"Without the flag the compiler would say {diagnostic.Id}: "
        + $"{diagnostic.GetMessage(CultureInfo.InvariantCulture).TrimEnd('.')}. Clean it by hand.";

    public override string ToString() => $"{Path}({Line}): {Cause}";
}
