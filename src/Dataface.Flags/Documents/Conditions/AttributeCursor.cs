using System.Runtime.CompilerServices;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Where the attribute of the last condition stands in the context, so that the next condition on it need not look it up again.</summary>
internal struct AttributeCursor
{
    private int _number;
    private int _index;

    /// <summary>The index of an attribute, or -1.</summary>
    /// <param name="context">The same context each time.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="number">Its number among the names of a document, from 1. A number, because storing a reference takes several times as long.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(EvaluationContext context, string name, int number)
    {
        if (_number == number) return _index;
        (_number, _index) = (number, context.IndexOf(name));
        return _index;
    }
}
