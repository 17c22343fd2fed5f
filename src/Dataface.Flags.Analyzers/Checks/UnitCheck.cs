using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>A flag with a rollout that is evaluated without the attribute that it divides by.</summary>
internal static class UnitCheck
{
    public static Diagnostic? Of(FlagUse use, ProjectFlags project, SemanticModel model, CancellationToken cancellation)
    {
        if (use.Kind != FlagUseKind.Evaluation || project.Find(use.Key) is not { HasRollout: true, BucketBy: { } unit }) return null;
        if (use.Node is not InvocationExpressionSyntax written || !MayLack(written, use.Member)) return null;
        if (model.GetOperation(use.Node, cancellation) is not IInvocationOperation call || KnowsTheUnit(call)) return null;
        var context = call.Arguments.FirstOrDefault(a => a.Parameter?.Name == "context");
        if (context is null || !Lacks(context.Value, unit)) return null;
        return Diagnostic.Create(Rules.NoUnit, use.Node.GetLocation(), use.Key, unit);
    }

    /// <summary>The flags of a request have the request's unit, and forced flags need none.</summary>
    private static bool KnowsTheUnit(IInvocationOperation call)
    {
        var receiver = call.Instance ?? call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value;
        if (receiver is IConversionOperation { IsImplicit: true } conversion) receiver = conversion.Operand;
        return receiver?.Type is { } type && (IsOne(type) || type.AllInterfaces.Any(IsOne));

        static bool IsOne(ITypeSymbol type) => FlagSymbols.IsOurs(type, "TestFlags") || FlagSymbols.IsOurs(type, "IRequestFlags");
    }

    /// <summary>A context that is a variable is not looked into, and the semantic model not asked.</summary>
    private static bool MayLack(InvocationExpressionSyntax call, IMethodSymbol? method)
    {
        if (method?.Parameters.FirstOrDefault(p => p.Name == "context") is not { } context) return false;
        var arguments = call.ArgumentList.Arguments;
        var given = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == "context") ?? arguments.Where(a =>
            a.NameColon is null).ElementAtOrDefault(context.Ordinal);
        return given?.Expression is not IdentifierNameSyntax;
    }

    /// <summary>Whether a context is known to lack an attribute: what is not written in place may have it.</summary>
    private static bool Lacks(IOperation context, string unit) => context switch
    {
        IConversionOperation conversion => Lacks(conversion.Operand, unit),
        IDefaultValueOperation or { ConstantValue: { HasValue: true, Value: null } } => true,
        IPropertyReferenceOperation { Property: { Name: "Empty", IsStatic: true } empty } =>
            FlagSymbols.IsOurs(empty.ContainingType, "EvaluationContext"),
        IInvocationOperation call when FlagSymbols.IsOurs(call.TargetMethod.ContainingType, "EvaluationContext") => CallLacks(call, unit),
        _ => false,
    };

    private static bool CallLacks(IInvocationOperation call, string unit)
    {
        var name = call.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 0)?.Value.ConstantValue.Value as string;
        return call.TargetMethod.Name switch
        {
            "ForUser" => unit != "userId",
            "ForUnit" => name is not null && name != unit,
            "With" or "WithPrivate" or "WithList" => name is not null && name != unit && call.Instance is not null
                && Lacks(call.Instance, unit),
            "Without" => name == unit || (name is not null && call.Instance is not null && Lacks(call.Instance, unit)),
            _ => false,
        };
    }
}
