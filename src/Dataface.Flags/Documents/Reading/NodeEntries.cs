namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// The properties of an object by name; says which names are given twice or invalid, and leaves them out. Nothing for a node of another
/// type.
/// </summary>
internal readonly struct NodeEntries(DocumentScope scope, int node, string what, bool anyName, bool isObject)
{
    public Enumerator GetEnumerator() => new(scope, new NodeItems(scope.Tree, node, isObject), what, anyName);

    public struct Enumerator(DocumentScope scope, NodeItems items, string what, bool anyName)
    {
        private NodeItems.Enumerator _items = items.GetEnumerator();
        private NameSet _names = new();

        public (string Name, int Node) Current { get; private set; }

        public bool MoveNext()
        {
            while (_items.MoveNext())
            {
                var name = scope.Tree.NameOf(_items.Current);
                if (!_names.Add(name)) scope.Duplicate(_items.Current);
                else if (anyName || scope.IsName(_items.Current, name, what))
                {
                    Current = (name, _items.Current);
                    return true;
                }
            }

            return false;
        }
    }
}
