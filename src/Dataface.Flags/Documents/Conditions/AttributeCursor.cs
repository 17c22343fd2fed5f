using System.Runtime.CompilerServices;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Where the attribute of the last condition stands in the context, so that the next condition on it need not look it up again.</summary>
internal struct AttributeCursor
{
    private string? _name;
    private int _index;

    /// <summary>The index of an attribute, or -1.</summary>
    /// <param name="context">The same context each time.</param>
    /// <param name="name">An interned name.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(EvaluationContext context, string name)
    {
        if (ReferenceEquals(_name, name)) return _index;
        (_name, _index) = (name, context.IndexOf(name));
        return _index;
    }
}
