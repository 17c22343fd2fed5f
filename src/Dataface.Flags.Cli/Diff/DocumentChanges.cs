using System.Buffers;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Writing;

namespace Dataface.Flags.Cli.Diff;

/// <summary>What differs between two documents, and which flags that can concern.</summary>
internal sealed class DocumentChanges
{
    private readonly FlagDocument _before;
    private readonly FlagDocument _after;
    private readonly bool _isScopeChanged;
    private readonly Dictionary<string, bool> _mayMove = new(StringComparer.Ordinal);

    public DocumentChanges(FlagDocument before, FlagDocument after)
    {
        (_before, _after) = (before, after);
        _isScopeChanged = !Scope(before).AsSpan().SequenceEqual(Scope(after));
        Keys = [.. before.Flags.Keys.Union(after.Flags.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>The flags of both documents, in ordinal order.</summary>
    public IReadOnlyList<string> Keys { get; }

    public FlagChange Of(string key)
    {
        if (!_before.Flags.TryGetValue(key, out var before)) return FlagChange.Added;
        if (!_after.Flags.TryGetValue(key, out var after)) return FlagChange.Removed;
        if (!Written(before with { Description = "" }).SequenceEqual(Written(after with { Description = "" }))) return FlagChange.Changed;
        return before.Description == after.Description ? FlagChange.None : FlagChange.Description;
    }

    /// <summary>Whether anybody can move: the flag's definition, a segment, a layer or a flag that it requires differs.</summary>
    public bool MayMove(string key)
    {
        if (_mayMove.TryGetValue(key, out var known)) return known;
        var mayMove = _isScopeChanged || Of(key) is not (FlagChange.None or FlagChange.Description)
            || _before.Flags[key].Requires.Any(required => MayMove(required.Flag));
        _mayMove.Add(key, mayMove);
        return mayMove;
    }

    private static byte[] Scope(FlagDocument document) => FlagDocumentWriter.Write(document with { Flags = FlagDocument.Empty.Flags });

    private static ReadOnlySpan<byte> Written(FlagDefinition flag)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) FlagWriter.Write(json, flag);
        return buffer.WrittenSpan;
    }
}
