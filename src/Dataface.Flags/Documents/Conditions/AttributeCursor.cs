using System.Runtime.CompilerServices;

namespace Dataface.Flags.Documents.Conditions;

/// <summary>Where the last condition's attribute stands in the context, so that the next one on it need not look it up again.</summary>
internal struct AttributeCursor
{
    private int _number;
    private int _index;

    /// <summary>The index of an attribute, or -1.</summary>
    /// <param name="context">The same context each time.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="number">Its number in the document, from 1: to store a reference takes several times as long.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(EvaluationContext context, string name, int number)
    {
        if (_number == number) return _index;
        (_number, _index) = (number, context.IndexOf(name));
        return _index;
    }
}
