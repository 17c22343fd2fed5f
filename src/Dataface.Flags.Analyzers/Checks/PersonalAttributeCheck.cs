using System.Text;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>An attribute whose name says that it is personal, and that is not private.</summary>
internal static class PersonalAttributeCheck
{
    private static readonly HashSet<string> Members = new(StringComparer.Ordinal) { "With", "WithList", "Set", "SetList", "FromClaim",
        "FromHeader", "AttributeSource" };

    /// <summary>Names that say it as a whole, in lower case and without hyphens.</summary>
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "mail", "mailaddress", "emailaddress", "phonenumber", "mobilenumber", "name", "username", "firstname", "lastname", "fullname",
            "surname", "givenname",
        "familyname", "customername", "ip", "ipaddress", "clientip", "remoteip", "remoteipaddress", "address", "street", "streetaddress",
            "homeaddress",
        "postaladdress", "birthdate", "dateofbirth", "socialsecuritynumber", "passportnumber", "creditcard", "cardnumber",
            "creditcardnumber",
    };

    /// <summary>Words that say it at the end of a longer name, such as <c>customerEmail</c>.</summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "email", "phone", "telephone", "mobile", "iban", "ssn",
        "birthday" };

    public static Diagnostic? Of(SyntaxNodeAnalysisContext context)
    {
        if (NameOf(context.Node) is not { } called || !Members.Contains(called) || !MayBePersonal(context.Node)) return null;
        var (method, arguments) = context.SemanticModel.GetOperation(context.Node, context.CancellationToken) switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Arguments),
            IObjectCreationOperation { Constructor: { } constructor } made => (constructor, made.Arguments),
            _ => (null, default),
        };
        if (method is null || !IsOurs(method)) return null;
        var attribute = arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0);
        if (attribute?.Value.ConstantValue.Value is not string name || !IsPersonal(name)) return null;
        if (Remedy(method, arguments) is not { } remedy) return null;
        return Diagnostic.Create(Rules.NotPrivate, attribute.Value.Syntax.GetLocation(), name, remedy);
    }

    public static bool IsPersonal(string name)
    {
        var words = WordsOf(name);
        return words.Count > 0 && (Names.Contains(string.Concat(words)) || Words.Contains(words[words.Count - 1]));
    }

    /// <summary>A literal says so itself, without the semantic model.</summary>
    private static bool MayBePersonal(SyntaxNode node)
    {
        var first = node.ChildNodes().OfType<ArgumentListSyntax>().FirstOrDefault()?.Arguments.FirstOrDefault();
        return first is not { NameColon: null, Expression: LiteralExpressionSyntax literal }
            || (literal.Token.Value is string name && IsPersonal(name));
    }

    /// <summary>What to write instead; null when it is private, or can not be.</summary>
    private static string? Remedy(IMethodSymbol method, IEnumerable<IArgumentOperation> arguments)
    {
        // Whether somebody has an address says nothing of it.
        if (IsBoolean(method.Parameters[1].Type)) return null;
        var isPrivate = arguments.FirstOrDefault(a => string.Equals(a.Parameter?.Name, "isPrivate", StringComparison.OrdinalIgnoreCase));
        return isPrivate?.Value.ConstantValue is { HasValue: true, Value: false } ? $"{isPrivate.Parameter!.Name}: true" : null;
    }

    private static bool IsBoolean(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean
        || (type is INamedTypeSymbol { TypeArguments.Length: 1 } nullable
            && nullable.TypeArguments[0].SpecialType == SpecialType.System_Boolean);

    private static bool IsOurs(IMethodSymbol method) =>
        FlagSymbols.IsOurs(method.ContainingType, method.ContainingType.Name)
        && method.Parameters is { Length: > 1 } parameters && parameters[0].Type.SpecialType == SpecialType.System_String;

    private static string? NameOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax member } => member.Name.Identifier.ValueText,
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax name } => name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The words of a name, in lower case: <c>customerEmail</c> and <c>customer-email</c> have two.</summary>
    private static List<string> WordsOf(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var isBreak = !char.IsLetterOrDigit(name[i]) || (i > 0 && char.IsUpper(name[i]) && char.IsLower(name[i - 1]));
            if (isBreak && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(name[i])) word.Append(char.ToLowerInvariant(name[i]));
        }

        if (word.Length > 0) words.Add(word.ToString());

        // E-mail is one word.
        var mail = words.IndexOf("mail");
        if (mail <= 0 || words[mail - 1] != "e") return words;
        words[mail] = "email";
        words.RemoveAt(mail - 1);
        return words;
    }
}
