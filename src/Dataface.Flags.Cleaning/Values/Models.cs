using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Values;

/// <summary>What the compiler knows of a file. Thread-safe.</summary>
internal static class Models
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<SyntaxTree, SemanticModel>> Known = new();

    /// <summary>
    /// The meaning of a file, without what the flow of nulls adds to types: that takes as long again, is needed only to write a type's
    /// name, and nothing else here asks for it. Warnings come from the compiler's whole model. Whoever asks again gets the same one,
    /// which has worked out most of it.
    /// </summary>
    public static SemanticModel WithoutFlow(this Compilation compilation, SyntaxTree tree) =>
        Known.GetOrCreateValue(compilation).GetOrAdd(tree,
#pragma warning disable RSEXPERIMENTAL001 // Public since Roslyn 4.10, and in every later one.
            _ => compilation.GetSemanticModel(tree, SemanticModelOptions.DisableNullableAnalysis));
#pragma warning restore RSEXPERIMENTAL001
}
