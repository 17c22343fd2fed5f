using System.Collections.Concurrent;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>A flag that is evaluated in the framework's places for authentication and authorisation. Thread-safe.</summary>
internal sealed class AuthorizationCheck
{
    private const string Space = "Microsoft.AspNetCore.";

    private static readonly string[] Deciders =
    [
        "Authorization.IAuthorizationHandler", "Authorization.IAuthorizationRequirement", "Authorization.IAuthorizationPolicyProvider",
        "Authorization.IAuthorizationEvaluator", "Authorization.IAuthorizationService",
            "Authorization.IAuthorizationMiddlewareResultHandler",
        "Authorization.Policy.IPolicyEvaluator", "Authorization.IAuthorizationRequirementData", "Authorization.IAuthorizeData",
        "Authentication.IAuthenticationHandler", "Authentication.IAuthenticationService", "Authentication.IClaimsTransformation",
        "Mvc.Filters.IAuthorizationFilter", "Mvc.Filters.IAsyncAuthorizationFilter",
        "Identity.SignInManager`1", "Identity.UserManager`1", "Identity.IPasswordHasher`1", "Identity.IPasswordValidator`1",
            "Identity.IUserConfirmation`1",
    ];

    private static readonly string[] Assemblies = [Space + "Authorization", Space + "Authentication", Space + "Identity"];

    private readonly ConcurrentDictionary<INamedTypeSymbol, string?> _known = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol[] _deciders;

    public AuthorizationCheck(Compilation compilation) =>
        _deciders = [.. Deciders.Select(name => compilation.GetTypesByMetadataName(Space + name).FirstOrDefault())
            .OfType<INamedTypeSymbol>()];

    public Diagnostic? Of(FlagUse use, SemanticModel model, CancellationToken cancellation)
    {
        if (_deciders.Length == 0 || use.Kind != FlagUseKind.Evaluation) return null;
        var place = Decider(model.GetEnclosingSymbol(use.Node.SpanStart, cancellation)?.ContainingType) ?? Setup(use.Node, model,
            cancellation);
        return place is null ? null : Diagnostic.Create(Rules.InAuthorization, use.Location, place,
            ModelScope.Shown(use.Key ?? use.KeyNode.ToString()));
    }

    /// <summary>The type that decides, or null.</summary>
    private string? Decider(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (_known.GetOrAdd(type.OriginalDefinition, DecidesBy) is not null) return type.Name;
        }

        return null;
    }

    private string? DecidesBy(INamedTypeSymbol type)
    {
        for (var above = type; above is not null; above = above.BaseType)
        {
            if (_deciders.Contains(above.OriginalDefinition, SymbolEqualityComparer.Default)) return above.Name;
        }

        return type.AllInterfaces.FirstOrDefault(i => _deciders.Contains(i.OriginalDefinition, SymbolEqualityComparer.Default))?.Name;
    }

    /// <summary>The framework's member that is given the function around a node, such as <c>RequireAssertion</c>; null when there is
    /// none.</summary>
    private static string? Setup(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var function in node.Ancestors().OfType<AnonymousFunctionExpressionSyntax>())
        {
            if (function.Parent is not ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }) continue;
            var method = model.GetSymbolInfo(call, cancellation).Symbol;
            var assembly = method?.ContainingAssembly?.Name;
            if (assembly is not null && Assemblies.Any(a => assembly == a
                || assembly.StartsWith(a + ".", StringComparison.Ordinal))) return method!.Name;
        }

        return null;
    }
}
