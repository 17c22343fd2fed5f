using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>How a name is used where it stands.</summary>
internal static class Access
{
    /// <summary>The whole of <c>name</c>, <c>this.name</c> or <c>Type.name</c>.</summary>
    public static ExpressionSyntax Whole(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    /// <summary>Whether nothing runs when the name is reached: no receiver but this or a type.</summary>
    public static bool IsDirect(SimpleNameSyntax name, SemanticModel model) => Whole(name) is not MemberAccessExpressionSyntax access
        || access.Expression is ThisExpressionSyntax or IdentifierNameSyntax or PredefinedTypeSyntax
        || model.GetSymbolInfo(access.Expression).Symbol is INamedTypeSymbol;

    public static bool IsWrite(SimpleNameSyntax name)
    {
        ExpressionSyntax whole = Whole(name);
        return whole.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == whole,
            ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || IsDeconstructed(argument),
            PrefixUnaryExpressionSyntax unary =>
                unary.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.AddressOfExpression,
            PostfixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
            RefExpressionSyntax => true,
            _ => false,
        };
    }

    /// <summary>What a statement of its own assigns to the name; null when it is no such statement's left side.</summary>
    public static (ExpressionStatementSyntax Statement, ExpressionSyntax Value)? AssignedBy(SimpleNameSyntax name) =>
        Whole(name) is var whole && whole.Parent is AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } assignment
            && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && assignment.Left == whole
            ? (statement, assignment.Right)
            : null;

    public static bool IsInNameOf(SimpleNameSyntax name) =>
        Whole(name).Parent is ArgumentSyntax
        {
            Parent.Parent: InvocationExpressionSyntax
            {
                Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" }
            }
        };

    /// <summary>Whether a value decides something where it stands: compared, matched, negated, chosen by.</summary>
    public static bool Decides(ExpressionSyntax expression) => expression.Parent switch
    {
        ParenthesizedExpressionSyntax inner => Decides(inner),
        BinaryExpressionSyntax binary =>
            binary.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.LessThanExpression
            or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression
            or SyntaxKind.CoalesceExpression,
        IsPatternExpressionSyntax or SwitchStatementSyntax or SwitchExpressionSyntax => true,
        MemberAccessExpressionSyntax
        {
            Name.Identifier.ValueText: "Equals" or "StartsWith" or "EndsWith" or "Contains",
            Parent: InvocationExpressionSyntax
        } => true,
        ArgumentSyntax
        {
            Parent.Parent: InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "Equals" or "IsNullOrEmpty" or "IsNullOrWhiteSpace"
                }
            }
        } => true,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax } } => true,
        _ => false,
    };

    private static bool IsDeconstructed(ArgumentSyntax argument) =>
        argument.Ancestors().TakeWhile(n =>
            n is ArgumentSyntax or TupleExpressionSyntax or AssignmentExpressionSyntax).OfType<AssignmentExpressionSyntax>()
            .Any(a => a.Left is TupleExpressionSyntax);
}
