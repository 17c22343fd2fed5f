using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Dataface.Flags.Cleaning.Effects;

/// <summary>
/// Says which expressions may go without a trace. Calls have effects, unless they are known or seen to have none; so has whatever may throw
/// by itself: a division, an index, a cast. Reading a field or a property has none, unless its source shows one.
/// </summary>
internal sealed class Purity(SemanticModel model)
{
    private const int Depth = 4;

    private readonly HashSet<ISymbol> _open = new(SymbolEqualityComparer.Default);

    public bool IsPure(ExpressionSyntax expression) =>
        model.GetConstantValue(expression).HasValue || (model.GetOperation(expression) is { } operation && IsPure(operation, Depth));

    public bool IsPure(IOperation operation) => IsPure(operation, Depth);

    private bool IsPure(IOperation operation, int depth) => operation.ConstantValue.HasValue || operation is IAnonymousFunctionOperation
        || (IsPureItself(operation, depth) && operation.ChildOperations.All(child => IsPure(child, depth)));

    private bool IsPureItself(IOperation operation, int depth) => operation switch
    {
        ILiteralOperation or ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
            or IInstanceReferenceOperation
            or IDefaultValueOperation or ITypeOfOperation or INameOfOperation or ISizeOfOperation or ITupleOperation or IDiscardOperation
            or IParenthesizedOperation or IConditionalOperation or ICoalesceOperation or IConditionalAccessOperation
            or IConditionalAccessInstanceOperation or IIsTypeOperation or IIsPatternOperation or IPatternOperation
            or ISwitchExpressionOperation
            or ISwitchExpressionArmOperation or IMethodReferenceOperation or IDelegateCreationOperation or IArgumentOperation
            or IArrayInitializerOperation or ICollectionExpressionOperation or IInterpolatedStringOperation
            or IInterpolatedStringTextOperation
            or IPropertySubpatternOperation => true,
        IInterpolationOperation hole => hole.Expression.Type
            is { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String },
        IConversionOperation conversion => conversion.OperatorMethod is null && !conversion.IsChecked
            && (conversion.IsImplicit || conversion.IsTryCast || conversion.Conversion.IsIdentity || conversion.Conversion.IsNumeric),
        IBinaryOperation binary => IsPureOperator(binary),
        IUnaryOperation unary => unary.OperatorMethod is null && !unary.IsChecked,
        IPropertyReferenceOperation property => IsPureProperty(property, depth),
        IArrayCreationOperation array => array.DimensionSizes.All(size => size.ConstantValue.HasValue),
        IObjectCreationOperation creation => creation.Initializer is null && IsPureConstructor(creation, depth),
        IInvocationOperation call => KnownCalls.HaveNoEffect(call.TargetMethod) || IsPureMethod(call.TargetMethod, depth),
        _ => false,
    };

    private static bool IsPureOperator(IBinaryOperation binary)
    {
        if (binary.IsChecked) return false;
        var isDivision = binary.OperatorKind is BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder;
        var isReal = binary.Type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
        if (isDivision && !isReal && binary.RightOperand.ConstantValue is not { HasValue: true, Value: not (0 or 0L or 0m) }) return false;
        return binary.OperatorMethod is null || binary.OperatorMethod.ContainingType.SpecialType != SpecialType.None
            || binary.OperatorMethod.ContainingType.IsRecord;
    }

    private bool IsPureProperty(IPropertyReferenceOperation reference, int depth)
    {
        var property = reference.Property;
        if (property.IsIndexer || KnownCalls.MayThrowOrWait(property)) return false;
        if (property.DeclaringSyntaxReferences.Length == 0 || property.IsAbstract) return true;
        return property.GetMethod is { } getter && IsPureBody(getter, property, depth);
    }

    private static bool IsPureConstructor(IObjectCreationOperation creation, int depth) =>
        creation.Constructor is { } constructor && (constructor.ContainingType.SpecialType == SpecialType.System_Object
            || KnownCalls.HaveNoEffect(constructor) || IsPlainRecord(constructor, depth));

    /// <summary>A record that only keeps what it is given.</summary>
    private static bool IsPlainRecord(IMethodSymbol constructor, int depth) => depth > 0
        && constructor.ContainingType is { IsRecord: true } record
        && record.DeclaringSyntaxReferences.Length == 1
            && record.BaseType is null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType }
        && constructor.ContainingType.DeclaringSyntaxReferences.All(r => r.GetSyntax() is RecordDeclarationSyntax { Members.Count: 0 });

    private bool IsPureMethod(IMethodSymbol method, int depth) =>
        !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsAsync && !method.IsExtern
            && IsPureBody(method, method, depth);

    private bool IsPureBody(IMethodSymbol method, ISymbol owner, int depth)
    {
        if (depth == 0 || owner.DeclaringSyntaxReferences.Length != 1 || !_open.Add(method)) return false;
        try
        {
            var syntax = owner.DeclaringSyntaxReferences[0].GetSyntax();
            if (syntax is PropertyDeclarationSyntax property && BodyOf(property) is var body)
            {
                if (body is null) return true;
                syntax = body;
            }

            SyntaxNode? block = syntax switch
            {
                ArrowExpressionClauseSyntax arrow => arrow.Expression,
                BaseMethodDeclarationSyntax declaration => (SyntaxNode?)declaration.ExpressionBody?.Expression ?? declaration.Body,
                LocalFunctionStatementSyntax local => (SyntaxNode?)local.ExpressionBody?.Expression ?? local.Body,
                BlockSyntax direct => direct,
                _ => null,
            };
            var value = block is BlockSyntax { Statements: [ReturnStatementSyntax answer] } ? answer.Expression : block as ExpressionSyntax;
            return value is not null && OperationOf(value) is { } operation && IsPure(operation, depth - 1);
        }
        finally
        {
            _open.Remove(method);
        }
    }

    private IOperation? OperationOf(ExpressionSyntax expression)
    {
        if (expression.SyntaxTree == model.SyntaxTree) return model.GetOperation(expression);
        return model.Compilation.ContainsSyntaxTree(expression.SyntaxTree)
            ? model.Compilation.WithoutFlow(expression.SyntaxTree).GetOperation(expression)
            : null;
    }

    /// <summary>What runs when a property is read; null for an automatic one.</summary>
    private static SyntaxNode? BodyOf(PropertyDeclarationSyntax property)
    {
        if (property.ExpressionBody is { } arrow) return arrow;
        var getter = property.AccessorList?.Accessors.FirstOrDefault(a => a.Keyword.ValueText == "get");
        return (SyntaxNode?)getter?.ExpressionBody ?? getter?.Body;
    }
}
