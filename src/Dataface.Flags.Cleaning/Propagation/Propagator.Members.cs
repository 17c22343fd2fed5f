using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>Fields, properties, methods and parameters.</summary>
internal sealed partial class Propagator
{
    /// <summary>A field, or an automatic property, that only ever holds the value.</summary>
    private void Kept(ISymbol member, object value)
    {
        var type = (member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type;
        var isClosed = member.DeclaredAccessibility == Accessibility.Private
            || member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null };
        if (!isClosed || IsOpen(member) || member.GetAttributes().Length > 0 || !_references.IsOpen(member)
            || _references.MayBeNamedUnseen(member)) return;
        var names = _references.Of(member);
        var writes = names.Where(Access.IsWrite).ToList();
        if (!writes.All(w => Access.AssignedBy(w) is { } set && Equals(Decided.ValueOf(set.Value), value))) return;
        if (names.Any(n => n.Parent is NameColonSyntax or NameEqualsSyntax
            || n.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax })) return;
        if (!IsAlwaysSet(member, writes, value)) return;
        if (!Read(names.Except(writes), type, value) || member.DeclaredAccessibility != Accessibility.Private) return;
        foreach (var write in writes) _edits.Remove(Access.AssignedBy(write)!.Value.Statement);
        switch (member.DeclaringSyntaxReferences[0].GetSyntax())
        {
            case VariableDeclaratorSyntax variable:
                Remove(variable);
                break;
            case PropertyDeclarationSyntax property:
                _edits.Remove(property);
                break;
        }
    }

    /// <summary>Whether no read can see the default value: an initializer, or every constructor, sets it.</summary>
    private static bool IsAlwaysSet(ISymbol member, List<SimpleNameSyntax> writes, object value)
    {
        var initializer = member.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value,
            _ => null,
        };
        if (initializer is not null && !Equals(Decided.ValueOf(initializer), value)) return false;
        if (value is false) return true;

        // The default of a struct comes about without its initializers and constructors.
        if (!member.IsStatic && member.ContainingType.TypeKind == TypeKind.Struct) return false;
        if (initializer is not null) return true;
        var constructors = member.IsStatic ? member.ContainingType.StaticConstructors : member.ContainingType.InstanceConstructors;
        var set = writes.Select(w => Access.AssignedBy(w)!.Value.Statement.Parent?.Parent).OfType<ConstructorDeclarationSyntax>().ToList();
        return constructors.Length > 0
            && constructors.All(c => c.DeclaringSyntaxReferences.Length == 1
            && c.DeclaringSyntaxReferences[0].GetSyntax() is ConstructorDeclarationSyntax written
            && (set.Contains(written) || written.Initializer?.ThisOrBaseKeyword.IsKind(SyntaxKind.ThisKeyword) == true));
    }

    /// <summary>A member whose only answer is the value.</summary>
    private void Answered(ISymbol member, object value)
    {
        var names = _references.Of(member);
        if (member is ILocalSymbol && names.Exists(Access.IsWrite)) return;
        if (IsOpen(member) || member is IMethodSymbol { IsAsync: true } or IMethodSymbol { IsGenericMethod: true }) return;
        var type = (member as IMethodSymbol ?? ((member as ILocalSymbol)?.Type as INamedTypeSymbol)?.DelegateInvokeMethod)?.ReturnType
            ?? ((IPropertySymbol)member).Type;
        if (!Fits(type, value) || (member is IPropertySymbol { SetMethod: not null })) return;
        foreach (var name in names.Where(n => _references.IsOpen(n.SyntaxTree)))
        {
            var model = _references.Model(name.SyntaxTree);
            var whole = Access.Whole(name);
            if (member is IMethodSymbol or ILocalSymbol)
            {
                if (whole.Parent is not InvocationExpressionSyntax call || call.Expression != whole) continue;
                if (!call.ArgumentList.Arguments.All(a => a.RefKindKeyword.RawKind == 0 && IsPure(a.Expression))) continue;
                whole = call;
            }

            var isReached = Access.IsDirect(name, model)
                || (Access.Whole(name) is MemberAccessExpressionSyntax access && IsPure(access.Expression));
            if (!isReached || Access.IsInNameOf(name) || whole.Parent is ConditionalAccessExpressionSyntax
                || (value is not bool && !Access.Decides(whole))) continue;
            _edits.Replace(whole, old => Decided.Literal(value).WithTriviaFrom(old));
        }
    }

    /// <summary>A parameter to which every call gives the value.</summary>
    private void Parameter(IParameterSymbol parameter, object value)
    {
        if (!Fits(parameter.Type, value) || parameter.RefKind != RefKind.None || !_references.IsOpen(parameter.ContainingSymbol)
            || _references.MayBeNamedUnseen(parameter.ContainingSymbol)) return;
        if (Calls.Of(parameter, _references) is not { } calls || calls.Count == 0) return;
        var arguments = calls.ConvertAll(call => Calls.ArgumentFor(call, parameter, _references.Model(call.SyntaxTree)));
        if (!arguments.All(a => a is not null && Equals(Decided.ValueOf(a.Expression), value))) return;
        var reads = _references.Of(parameter).Where(n => n.Parent is not NameColonSyntax).ToList();
        if (reads.Exists(Access.IsWrite) || !Read(reads, parameter.Type, value)) return;
        foreach (var argument in arguments) _edits.Remove(argument!);
        _edits.Remove(parameter.DeclaringSyntaxReferences[0].GetSyntax());
    }

    /// <summary>Whether another declaration can stand in for a member at run time.</summary>
    private static bool IsOpen(ISymbol member) => member.IsVirtual || member.IsAbstract || member.IsOverride || member.IsExtern
        || member.ContainingType is { TypeKind: TypeKind.Interface }
        || (member.ContainingType is { } type
            && type.AllInterfaces.SelectMany(i => i.GetMembers(member.Name)).Any(m =>
            SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), member)));

    private static bool IsAutomatic(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences is [var reference]
            && reference.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors }
        && accessors.Accessors.All(a => a.Body is null && a.ExpressionBody is null);
}
