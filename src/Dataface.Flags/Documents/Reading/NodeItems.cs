namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// The elements of an array; nothing for a node of another type. A struct, since documents have tens of thousands of lists.
/// </summary>
internal readonly struct NodeItems(JsonTree tree, int node, bool isArray)
{
    public Enumerator GetEnumerator() => new(tree, isArray ? JsonTree.FirstChild(node) : 0, isArray ? tree[node].Next : 0);

    public struct Enumerator(JsonTree tree, int next, int end)
    {
        private int _next = next;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_next >= end) return false;
            Current = _next;
            _next = tree[_next].Next;
            return true;
        }
    }
}
