using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>Carries decided values from where they are kept to where they are read.</summary>
internal sealed partial class Propagator(Compilation compilation, Outside outside)
{
    private readonly References _references = new(compilation, outside);
    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Edits _edits = new();

    /// <summary>One round over the files that hold decided literals.</summary>
    public Edits Propagate(IEnumerable<SyntaxTree> trees)
    {
        foreach (var literal in trees.SelectMany(t => Decided.In(t.GetRoot())).ToList())
        {
            if (Keeper(literal) is { } symbol && _seen.Add(symbol)) Carry(symbol, Decided.ValueOf(literal)!);
        }

        return _edits;
    }

    /// <summary>What keeps a literal: a local, a field, a parameter, a member that answers it.</summary>
    private ISymbol? Keeper(ExpressionSyntax literal)
    {
        var model = _references.Model(literal.SyntaxTree);
        SyntaxNode node = literal;
        while (node.Parent is ParenthesizedExpressionSyntax) node = node.Parent;
        return node.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => model.GetDeclaredSymbol(variable),
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => model.GetDeclaredSymbol(property),
            AssignmentExpressionSyntax assignment when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                && assignment.Right == node => model.GetSymbolInfo(assignment.Left).Symbol,
            IsPatternExpressionSyntax { Pattern: VarPatternSyntax { Designation: SingleVariableDesignationSyntax designation } } =>
                model.GetDeclaredSymbol(designation),
            ArrowExpressionClauseSyntax { Parent: { } owner } =>
                model.GetDeclaredSymbol(owner is AccessorDeclarationSyntax ? owner.Parent!.Parent! : owner),
            ReturnStatementSyntax
            {
                Parent: BlockSyntax
                {
                    Statements.Count: 1,
                    Parent: { } owner
                }
            } when owner is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax =>
                model.GetDeclaredSymbol(owner is AccessorDeclarationSyntax ? owner.Parent!.Parent! : owner),
            LambdaExpressionSyntax
            {
                Parent: EqualsValueClauseSyntax
                {
                    Parent: VariableDeclaratorSyntax
                    {
                        Parent.Parent: LocalDeclarationStatementSyntax
                    } variable
                }
            } => model.GetDeclaredSymbol(variable),
            ArgumentSyntax argument => Calls.ParameterOf(argument, model),
            _ => null,
        };
    }

    private void Carry(ISymbol symbol, object value)
    {
        // Under other symbols of '#if' it may hold another value.
        if (_references.IsConditional(symbol)) return;
        switch (symbol)
        {
            case ILocalSymbol { Type.TypeKind: TypeKind.Delegate } function:
                Answered(function, value);
                break;
            case ILocalSymbol { IsRef: false, IsConst: false } local:
                Local(local, value);
                break;
            case IFieldSymbol { IsConst: false } field:
                Kept(field, value);
                break;
            case IPropertySymbol property when IsAutomatic(property):
                Kept(property, value);
                break;
            case IPropertySymbol or IMethodSymbol:
                Answered(symbol, value);
                break;
            case IParameterSymbol parameter:
                Parameter(parameter, value);
                break;
        }
    }

    private void Local(ILocalSymbol local, object value)
    {
        if (!_references.IsOpen(local)) return;
        var names = _references.Of(local);
        var writes = names.Where(Access.IsWrite).ToList();
        if (!writes.All(w => Access.AssignedBy(w) is { } set && Equals(Decided.ValueOf(set.Value), value))) return;
        var declaration = local.DeclaringSyntaxReferences[0].GetSyntax();
        if (declaration is VariableDeclaratorSyntax { Initializer: { } initializer }
            && !Equals(Decided.ValueOf(initializer.Value), value)) return;
        if (declaration is not (VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax } }
            or SingleVariableDesignationSyntax)) return;
        if (local.Type.SpecialType == SpecialType.None && local.Type.TypeKind != TypeKind.Dynamic) return;
        if (!Read(names.Except(writes), local.Type, value)) return;
        foreach (var write in writes) _edits.Remove(Access.AssignedBy(write)!.Value.Statement);
        if (declaration is VariableDeclaratorSyntax variable) Remove(variable);
        else _edits.Replace(declaration, _ => SyntaxFactory.DiscardDesignation());
    }

    private void Remove(VariableDeclaratorSyntax variable)
    {
        var declaration = (VariableDeclarationSyntax)variable.Parent!;
        if (declaration.Variables.Count == 1) _edits.Remove(declaration.Parent!);
        else _edits.Remove(variable);
    }

    /// <summary>Replaces reads by the literal; false when some are left.</summary>
    private bool Read(IEnumerable<SimpleNameSyntax> reads, ITypeSymbol type, object value)
    {
        var isWhole = true;
        foreach (var read in reads.ToList())
        {
            var whole = Access.Whole(read);
            var isOwnType = Fits(type, value);
            if (Access.IsInNameOf(read) || !isOwnType || (value is not bool && !Access.Decides(whole))
                || !Access.IsDirect(read, _references.Model(read.SyntaxTree)))
            {
                isWhole = false;
                continue;
            }

            _edits.Replace(whole, old => Decided.Literal(value).WithTriviaFrom(old));
        }

        return isWhole;
    }

    private static bool Fits(ITypeSymbol type, object value) => type.SpecialType switch
    {
        SpecialType.System_Boolean => value is bool,
        SpecialType.System_String => value is string,
        SpecialType.System_Double => value is double,
        SpecialType.System_Int64 => value is long,
        SpecialType.System_Int32 => value is int,
        SpecialType.System_Decimal => value is decimal,
        _ => false,
    };

    private bool IsPure(ExpressionSyntax expression) => new Purity(_references.Model(expression.SyntaxTree)).IsPure(expression);
}
