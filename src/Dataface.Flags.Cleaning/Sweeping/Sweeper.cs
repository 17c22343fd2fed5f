using Dataface.Flags.Cleaning.Effects;
using Dataface.Flags.Cleaning.Propagation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>
/// Removes what only deleted code used: locals, private members, parameters of private methods, local functions. Nothing that is
/// seen outside changes; what has effects stays for them.
/// </summary>
/// <param name="compilation">The code as it is now.</param>
/// <param name="outside">What the compilation cannot say.</param>
/// <param name="isLost">Whether a name stands in fewer places than before.</param>
/// <param name="isHandle">Whether a field or property is a handle of the flag that nobody outside can name.</param>
internal sealed partial class Sweeper(
    Compilation compilation, Outside outside, Func<string, bool> isLost, Func<ISymbol, bool> isHandle, Func<string, bool> isNamedElsewhere)
{
    private readonly References _references = new(compilation, outside);
    private readonly Edits _edits = new();

    public Edits Sweep(IEnumerable<SyntaxTree> trees)
    {
        foreach (var node in trees.SelectMany(t => t.GetRoot().DescendantNodes()))
        {
            if (NameOf(node) is not { } name) continue;
            var isHandleName = node is VariableDeclaratorSyntax { Initializer: not null, Parent.Parent: FieldDeclarationSyntax }
                or PropertyDeclarationSyntax { Initializer: not null };
            if (!isHandleName && !isLost(name)) continue;
            var symbol = _references.Model(node.SyntaxTree).GetDeclaredSymbol(node);
            if (symbol is IFieldSymbol or IPropertySymbol && isHandleName && isHandle(symbol)) Handle(node, symbol);
            else if (symbol is not null && isLost(name)) Sweep(node, symbol);
        }

        return _edits;
    }

    private static string? NameOf(SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        DelegateDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    private void Sweep(SyntaxNode node, ISymbol symbol)
    {
        switch (symbol)
        {
            case ILocalSymbol local when node
                is VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } }:
                Stored(local, (VariableDeclaratorSyntax)node);
                break;
            case IFieldSymbol field when IsHidden(field):
                Stored(field, (VariableDeclaratorSyntax)node);
                break;
            case IMethodSymbol { MethodKind: MethodKind.LocalFunction } function when Unused(function, node):
                _edits.Remove(node);
                break;
            case IMethodSymbol method when IsHidden(method) && method.ExplicitInterfaceImplementations.Length == 0
                && method.PartialDefinitionPart is null && method.PartialImplementationPart is null && Unused(method, node):
                _edits.Remove(node);
                break;
            case IPropertySymbol property when IsHidden(property) && Unused(property, node)
                && (node as PropertyDeclarationSyntax)?.Initializer is var initial && (initial is null || IsPure(initial.Value)):
                _edits.Remove(node);
                break;
            case INamedTypeSymbol { ContainingType: not null } type when IsHidden(type)
                && type.DeclaringSyntaxReferences.Length == 1 && Unused(type, node):
                _edits.Remove(node);
                break;
            case IParameterSymbol parameter:
                Parameter(parameter, node);
                break;
        }
    }

    private void Handle(SyntaxNode node, ISymbol symbol)
    {
        if (!Unused(symbol, node)) return;
        if (node is VariableDeclaratorSyntax
            {
                Parent: VariableDeclarationSyntax
                {
                    Variables.Count: 1,
                    Parent: { } field
                }
            }) _edits.Remove(field);
        else _edits.Remove(node);
    }

    private static bool IsHidden(ISymbol symbol) => symbol.DeclaredAccessibility == Accessibility.Private
        && symbol.GetAttributes().Length == 0
        && !symbol.IsOverride && !symbol.IsImplicitlyDeclared && !(symbol.Name == "Main" && symbol.IsStatic);

    /// <summary>Whether nothing but the declaration itself names a symbol.</summary>
    private bool Unused(ISymbol symbol, SyntaxNode declaration) =>
        _references.IsOpen(declaration.SyntaxTree) && !_references.MayBeNamedUnseen(symbol)
            && _references.Of(symbol).All(name => declaration.Span.Contains(name.Span))
            && !_references.IsInDocumentation(symbol.Name, declaration);

    /// <summary>A local or field that nothing reads goes with what is stored in it, but for the effects.</summary>
    private void Stored(ISymbol symbol, VariableDeclaratorSyntax variable)
    {
        if (!_references.IsOpen(symbol) || _references.MayBeNamedUnseen(symbol)) return;
        var names = _references.Of(symbol);
        if (names.Exists(n => Access.AssignedBy(n) is null)
            || names.Exists(n => !Access.IsDirect(n, _references.Model(n.SyntaxTree)))) return;
        var values = names.ConvertAll(n => Access.AssignedBy(n)!.Value);
        if (symbol is IFieldSymbol && values.Exists(v => !IsPure(v.Value))) return;
        var declaration = (VariableDeclarationSyntax)variable.Parent!;
        var isPure = variable.Initializer is null || IsPure(variable.Initializer.Value);
        if (!isPure && (symbol is IFieldSymbol || declaration.Variables.Count > 1
            || variable.Initializer!.Value
                is ImplicitObjectCreationExpressionSyntax or InitializerExpressionSyntax or RefExpressionSyntax)) return;
        if (_edits.Has(declaration.Parent!)
            || (declaration.Variables.Count > 1 && declaration.Variables.Any(v => v != variable && _edits.Has(v)))) return;
        foreach (var (statement, value) in values)
        {
            if (IsPure(value)) _edits.Remove(statement);
            else _edits.Replace(statement, old => Effect((ExpressionStatementSyntax)old));
        }

        if (declaration.Variables.Count > 1) _edits.Remove(variable);
        else if (isPure) _edits.Remove(declaration.Parent!);
        else _edits.Replace(declaration.Parent!, old =>
            EffectList.ToStatement(((LocalDeclarationStatementSyntax)old).Declaration.Variables[0].Initializer!.Value).WithTriviaFrom(old));
    }

    private static StatementSyntax Effect(ExpressionStatementSyntax statement) =>
        EffectList.ToStatement(((AssignmentExpressionSyntax)statement.Expression).Right).WithTriviaFrom(statement);

    private bool IsPure(ExpressionSyntax expression) => new Purity(_references.Model(expression.SyntaxTree)).IsPure(expression);
}
