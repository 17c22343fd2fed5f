namespace Dataface.Flags.Documents.Reading;

/// <summary>Names that were seen. Most objects have few, for which comparing is cheaper than a hash set.</summary>
internal struct NameSet()
{
    private const int Few = 8;

    private FewNames _few;
    private int _count;
    private HashSet<string>? _many;

    /// <summary>False when the name was seen before.</summary>
    public bool Add(string name)
    {
        if (_many is not null) return _many.Add(name);
        for (var i = 0; i < _count; i++)
        {
            if (_few[i] == name) return false;
        }

        if (_count < Few) _few[_count++] = name;
        else _many = [.. _few, name];
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(Few)]
    private struct FewNames
    {
        private string _first;
    }
}
