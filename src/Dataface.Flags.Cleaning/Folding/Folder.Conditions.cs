using Dataface.Flags.Cleaning.Layout;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Conditional expressions, patterns and comparisons of texts.</summary>
internal sealed partial class Folder
{
    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var condition = (ExpressionSyntax)Visit(node.Condition)!;
        var (yes, no) = ((ExpressionSyntax)Visit(node.WhenTrue)!, (ExpressionSyntax)Visit(node.WhenFalse)!);
        if ((Decided.ValueOf(condition) ?? OwnConstant(node, yes, no)) is bool value)
        {
            var (original, kept) = value ? (node.WhenTrue, yes) : (node.WhenFalse, no);
            if (Typed(node, original, kept) is { } typed) return Kept(Known(typed, original), node);
        }
        else if (IsBoolean(node.Condition) && IsBoolean(node.WhenTrue) && IsBoolean(node.WhenFalse)
            && (FoldBranches(condition, yes, no) ?? Alike(node, yes, no)) is { } folded)
        {
            return Kept(folded is ParenthesizedExpressionSyntax inner && Parentheses.TakesAny(node.Parent)
                ? inner.Expression : folded, node);
        }

        return condition == node.Condition && yes == node.WhenTrue && no == node.WhenFalse
            ? node
            : node.WithCondition(condition).WithWhenTrue(yes).WithWhenFalse(no);
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var expression = (ExpressionSyntax)Visit(node.Expression)!;
        if (Decided.ValueOf(expression) is { } value && !Binds(node.Pattern) && Patterns.Match(node.Pattern, value, model) is { } matches)
        {
            return Kept(Decided.Literal(matches), node);
        }

        var pattern = (PatternSyntax)Visit(node.Pattern)!;
        return expression == node.Expression && pattern == node.Pattern ? node : node.WithExpression(expression).WithPattern(pattern);
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node) =>
        TextCalls.ValueOf(node, model) is { } value ? Kept(Decided.Literal(value), node) : base.VisitInvocationExpression(node);

    public override SyntaxNode? VisitSwitchExpression(SwitchExpressionSyntax node)
    {
        var governing = (ExpressionSyntax)Visit(node.GoverningExpression)!;
        var arms = VisitList(node.Arms);
        var rewritten = governing == node.GoverningExpression && arms == node.Arms
            ? node : node.WithGoverningExpression(governing).WithArms(arms);
        if (Decided.ValueOf(governing) is not { } value) return WithoutDeadArms(rewritten);
        for (var i = 0; i < node.Arms.Count; i++)
        {
            var arm = node.Arms[i];
            var matches = Patterns.Match(arm.Pattern, value, model);
            var when = i < rewritten.Arms.Count ? rewritten.Arms[i].WhenClause?.Condition : null;
            if (matches == false || Decided.Is(when, false)) continue;
            if (matches is null || Binds(arm.Pattern) || (arm.WhenClause is not null && !Decided.Is(when, true))) return rewritten;
            return Typed(node, arm.Expression, rewritten.Arms[i].Expression) is { } typed
                ? Kept(Known(typed.WithoutTrivia(), arm.Expression), node) : rewritten;
        }

        return rewritten;
    }

    /// <summary>Arms whose condition is decided against them go.</summary>
    private static SwitchExpressionSyntax WithoutDeadArms(SwitchExpressionSyntax node)
    {
        var dead = node.Arms.Where(a => Decided.Is(a.WhenClause?.Condition, false)).ToList();
        if (dead.Count > 0 && dead.Count < node.Arms.Count) node = node.RemoveNodes(dead, SyntaxRemoveOptions.KeepNoTrivia)!;
        var sure = node.Arms.Where(a => Decided.Is(a.WhenClause?.Condition, true)).ToList();
        return node.ReplaceNodes(sure, (arm, _) => arm.WithWhenClause(null));
    }

    /// <summary>
    /// The author's own constant between two sides that are decided, such as "a" == "b" ? flag : !flag: what is left would be a constant
    /// that the compiler warns of, where the flag was none.
    /// </summary>
    private object? OwnConstant(ConditionalExpressionSyntax node, ExpressionSyntax yes, ExpressionSyntax no) =>
        Decided.ValueOf(yes) is not null && Decided.ValueOf(no) is not null
            && model.GetConstantValue(node.Condition) is { HasValue: true } constant ? constant.Value : null;

    /// <summary>What both sides come to, whatever the condition says, which does nothing else.</summary>
    private ExpressionSyntax? Alike(ConditionalExpressionSyntax node, ExpressionSyntax yes, ExpressionSyntax no) =>
        Decided.ValueOf(yes) is bool value && Decided.Is(no, value) && _purity.IsPure(node.Condition) ? yes : null;

    private ExpressionSyntax? FoldBranches(ExpressionSyntax condition, ExpressionSyntax yes, ExpressionSyntax no)
    {
        ExpressionSyntax Join(SyntaxKind kind, ExpressionSyntax left, ExpressionSyntax right)
        {
            var token = kind == SyntaxKind.LogicalAndExpression ? SyntaxKind.AmpersandAmpersandToken : SyntaxKind.BarBarToken;
            var space = SyntaxFactory.TriviaList(SyntaxFactory.Space);
            return SyntaxFactory.ParenthesizedExpression(
                SyntaxFactory.BinaryExpression(kind, Operand(left), SyntaxFactory.Token(space, token, space), Operand(right)));
        }

        return (Decided.ValueOf(yes), Decided.ValueOf(no)) switch
        {
            (true, false) => condition,
            (false, true) => Negated(condition),
            (true, null) => Join(SyntaxKind.LogicalOrExpression, condition, no),
            (null, false) => Join(SyntaxKind.LogicalAndExpression, condition, yes),
            _ => null,
        };
    }

    private static ExpressionSyntax Operand(ExpressionSyntax expression) => expression.WithoutTrivia() switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison =>
            comparison,
        PrefixUnaryExpressionSyntax not => not,
        var other => Parentheses.Around(other),
    };

    private static bool Binds(PatternSyntax pattern) => pattern.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax);

    /// <summary>The kept part of a choice, with a cast where its type would otherwise differ from the choice's; null when it cannot
    /// stand alone.</summary>
    private ExpressionSyntax? Typed(ExpressionSyntax choice, ExpressionSyntax original, ExpressionSyntax kept)
    {
        if (kept is ThrowExpressionSyntax)
            return choice.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or ConditionalExpressionSyntax ? kept : null;
        var (type, part) = (model.GetTypeInfo(choice), model.GetTypeInfo(original));
        if (type.Type is { } natural && part.Type is { } own && SymbolEqualityComparer.Default.Equals(natural, own)) return kept;
        if ((type.Type ?? type.ConvertedType) is not { } target || target.TypeKind == TypeKind.Error) return null;
        if (SaysItsType(choice) && (part.Type is null || part.Type.IsReferenceType || type.Type is null
            || SymbolEqualityComparer.Default.Equals(type.Type, type.ConvertedType)))
        {
            return kept;
        }

        var name = SyntaxFactory.ParseTypeName(AsDeclared(choice, target, part).ToMinimalDisplayString(model, choice.SpanStart));
        return SyntaxFactory.CastExpression(name, Parentheses.Around(kept.WithoutTrivia()));
    }

    /// <summary>A constant that a choice came to is decided, too.</summary>
    private ExpressionSyntax Known(ExpressionSyntax kept, ExpressionSyntax original) =>
        kept is not CastExpressionSyntax && Decided.ValueOf(kept) is null
        && model.GetConstantValue(original) is { HasValue: true, Value: (bool or string or int or long or double or decimal) and { } value }
        && model.GetTypeInfo(original).Type?.TypeKind != TypeKind.Enum
            ? Decided.Mark(kept, value)
            : kept;

    /// <summary>A choice's type as its place has it, which may be null where a kept null says so.</summary>
    private ITypeSymbol AsDeclared(ExpressionSyntax choice, ITypeSymbol target, TypeInfo part)
    {
        if (target.IsReferenceType && part.Type is null) return target.WithNullableAnnotation(NullableAnnotation.Annotated);
        var flow = model.Compilation.GetSemanticModel(model.SyntaxTree).GetTypeInfo(choice);
        return flow.Type ?? flow.ConvertedType ?? target;
    }

    private static ExpressionSyntax NameOf(ExpressionSyntax called) => called is MemberAccessExpressionSyntax access ? access.Name : called;

    /// <summary>Whether the place of an expression has a type of its own, so that the expression's does not matter.</summary>
    private static bool SaysItsType(ExpressionSyntax expression)
    {
        SyntaxNode node = expression;
        while (node.Parent is ParenthesizedExpressionSyntax) node = node.Parent;
        return node.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } } =>
                !declaration.Type.IsVar,
            EqualsValueClauseSyntax => true,
            AssignmentExpressionSyntax assignment => assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                && assignment.Left is not IdentifierNameSyntax { Identifier.ValueText: "_" },
            ReturnStatementSyntax or ArrowExpressionClauseSyntax => node.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is null,
            LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } } =>
                NameOf(call.Expression) is GenericNameSyntax,
            LambdaExpressionSyntax
            {
                Parent: EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent: VariableDeclarationSyntax declaration
                    }
                }
            } => !declaration.Type.IsVar,
            _ => false,
        };
    }
}
