using Dataface.Flags.Analyzers.Documents;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Uses;

/// <summary>What code does with a flag.</summary>
internal enum FlagUseKind
{
    /// <summary>Asks for its value, with or without the reason: <c>IsEnabled</c>, <c>GetValue</c>, <c>GetString</c>, <c>Evaluate</c> and
    /// the like.</summary>
    Evaluation,

    /// <summary>Asks why it has its value: <c>Explain</c>.</summary>
    Explanation,

    /// <summary>Makes a handle: <c>FlagKey.Of</c>.</summary>
    Handle,

    /// <summary>Gates an endpoint, a group, a controller, a hub: <c>[RequireFlag]</c>, <c>.RequireFlag(...)</c>.</summary>
    Gate,

    /// <summary>Forces its value in tests: <c>Force</c>, <c>ForceVariant</c>, <c>[ForceFlag]</c>, <c>[FlagOnAndOff]</c>.</summary>
    Forced,

    /// <summary>Names it to another member of the library, such as the kill switch or the guard.</summary>
    Other,

    /// <summary>Passes its handle on, or reads the handle's key, outside a call of the library.</summary>
    Reference,

    /// <summary>A call with a receiver or argument of type dynamic, whose name is that of a member that takes a flag.</summary>
    Dynamic,
}

/// <summary>How a use names its flag.</summary>
internal enum FlagKeySource
{
    /// <summary>At run time, or in a way that is not followed; the key is null.</summary>
    Unknown,

    /// <summary>By a text in place.</summary>
    Literal,

    /// <summary>By a constant, or a local that is never assigned again; <see cref="FlagUse.Symbol"/> is it.</summary>
    Constant,

    /// <summary>By a handle; <see cref="FlagUse.Symbol"/> is its field, property or local, and null for one that is made in
    /// place.</summary>
    Handle,
}

/// <summary>A place in code that uses a flag.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Key">The flag's key; null when only the run knows it.</param>
/// <param name="Source">How it names the flag.</param>
/// <param name="Symbol">The constant or handle that names it, or null.</param>
/// <param name="Node">The whole call, creation, attribute or name.</param>
/// <param name="KeyNode">The expression that names the flag; the node itself when there is none.</param>
/// <param name="Member">The method or constructor that is called; null for a reference.</param>
internal sealed record FlagUse(
    FlagUseKind Kind, string? Key, FlagKeySource Source, ISymbol? Symbol, SyntaxNode Node, SyntaxNode KeyNode, IMethodSymbol? Member)
{
    /// <summary>The type that the code asks for; null where the call does not say.</summary>
    public FlagType? Asked { get; init; }

    /// <summary>The same in C#: bool, string, long, int, double, decimal, or object for a type of the caller's.</summary>
    public string? AskedType { get; init; }

    /// <summary>The variant that is forced, where the call names it by a constant.</summary>
    public string? Variant { get; init; }

    public Location Location => KeyNode.GetLocation();
}
