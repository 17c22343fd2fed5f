using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>What can be seen outside of its assembly.</summary>
internal static class Visibility
{
    /// <summary>Whether a symbol cannot be seen outside: it, or a type around it, is not public, or the assembly is a program.</summary>
    public static bool IsInside(ISymbol symbol, Compilation compilation)
    {
        if (compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication) return true;
        for (var outer = symbol; outer is not null and not INamespaceSymbol; outer = outer.ContainingSymbol)
        {
            if (outer.DeclaredAccessibility is Accessibility.Internal or Accessibility.Private or Accessibility.ProtectedAndInternal)
                return true;
        }

        return false;
    }
}
