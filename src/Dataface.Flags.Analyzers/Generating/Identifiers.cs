using System.Text;
using Dataface.Flags.Analyzers.Documents;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>Makes identifiers of the names in documents.</summary>
internal static class Identifiers
{
    /// <summary>What every static class has already.</summary>
    private static readonly HashSet<string> Inherited = new(StringComparer.Ordinal)
    {
        "Equals", "ReferenceEquals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize",
    };

    /// <summary><c>checkout-v2</c> becomes <c>CheckoutV2</c>; a name that begins with a digit gets an underscore.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder();
        var isFirst = true;
        foreach (var c in name)
        {
            if (ModelNames.IsLetterOrDigit(c)) text.Append(isFirst ? char.ToUpperInvariant(c) : c);
            isFirst = !ModelNames.IsLetterOrDigit(c);
        }

        return text.Length > 0 && text[0] is >= '0' and <= '9' ? "_" + text : text.ToString();
    }

    /// <summary>Whether a member may be called so, in a class of a name.</summary>
    public static bool IsFree(string identifier, string owner) => identifier != owner && !Inherited.Contains(identifier);

    /// <summary>Whether a text that somebody wrote in the project is one identifier, without keywords.</summary>
    public static bool IsIdentifier(string text) =>
        SyntaxFacts.IsValidIdentifier(text) && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None
            && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;

    /// <summary>Whether a text is identifiers joined by dots.</summary>
    public static bool IsDotted(string text) => text.Split('.').All(IsIdentifier);

    /// <summary>A namespace of a text that may be none, as a project's name may be.</summary>
    public static string Namespace(string text) => string.Join(".", text.Split('.').Where(p => p.Length > 0).Select(Part));

    private static string Part(string part)
    {
        var text = string.Concat(part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_'));
        return IsIdentifier(text) ? text : "_" + text;
    }
}
