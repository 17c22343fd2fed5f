using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads one document by itself; <see cref="Linking.DocumentLinker"/> then looks at what refers to what.</summary>
internal static class DocumentParser
{
    private static readonly ObjectShape Shape = new("$schema", "schema", "segments", "layers", "objectives", "flags");

    public static ParsedDocument Parse(ReadOnlyMemory<byte> utf8Json, string source, DocumentPolicy policy, DateOnly today)
    {
        var bytes = WithoutByteOrderMark(utf8Json);
        var problems = new ProblemList(source, bytes);
        var unreadable = new UnreadableNames();
        var content = ReadTree(bytes, problems, policy) is { } tree
            ? Read(new DocumentScope(tree, problems, policy, today), unreadable)
            : FlagDocument.Empty;
        return new(source, bytes, content, unreadable, problems.Problems) { Policy = policy };
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    private static JsonTree? ReadTree(ReadOnlyMemory<byte> bytes, ProblemList problems, DocumentPolicy policy)
    {
        if (bytes.Length > policy.MaxBytes)
        {
            problems.Add(
                ProblemCode.TooLarge, ProblemSeverity.Error, "$", 0,
                $"The document has {bytes.Length} bytes; at most {policy.MaxBytes} are read.",
                "Split it, or raise the policy's MaxBytes.");
            return null;
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            problems.Add(
                ProblemCode.NotUtf8, ProblemSeverity.Error, "$", FirstInvalid(bytes.Span), "The document is not UTF-8 from here on.",
                "Save it as UTF-8.");
            return null;
        }

        var tree = JsonTreeParser.Parse(bytes, out var fault);
        if (tree is not null) return tree;
        problems.Add(
            fault.IsDepth ? ProblemCode.TooDeep : ProblemCode.NotJson, ProblemSeverity.Error, "$", fault.Offset,
            fault.IsDepth ? fault.Cause : IsBlank(bytes.Span) ? "The document is empty." : $"Invalid JSON: {fault.Cause}",
            fault.IsDepth ? "Flatten it." : "Documents are strict JSON, without comments and trailing commas.");
        return null;
    }

    private static bool IsBlank(ReadOnlySpan<byte> bytes) => bytes.Trim(" \t\r\n"u8).IsEmpty;

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        return offset;
    }

    private static FlagDocument Read(DocumentScope scope, UnreadableNames unreadable)
    {
        if (!scope.TryOpen(JsonTree.Root, Shape, "A flag document", out var fields)) return FlagDocument.Empty;
        if (scope.TryRequire(fields, "schema", "1", out var schema)) CheckSchema(scope, schema);
        var flags = new FlagReader(scope);
        return new()
        {
            Segments = ReadMap(scope, fields["segments"], "segments", unreadable.Segments, (_, node) => ConditionReader.Read(scope, node)),
            Layers = ReadMap(scope, fields["layers"], "layers", unreadable.Layers, (name, node) => LayerReader.Read(scope, name, node)),
            Objectives = ReadMap(
                scope, fields["objectives"], "objectives", unreadable.Objectives, (name, node) => ObjectiveReader.Read(scope, name, node)),
            Flags = ReadMap(scope, fields["flags"], "flags", unreadable.Flags, flags.Read),
        };
    }

    private static void CheckSchema(DocumentScope scope, int node)
    {
        if (!ScalarReader.TryInteger(scope, node, ProblemCode.UnsupportedSchema, "schema", 0, int.MaxValue, out var version)) return;
        if (version == FlagDocument.CurrentSchema) return;
        scope.Error(
            ProblemCode.UnsupportedSchema, node,
            $"The document has schema {version}; this library reads schema {FlagDocument.CurrentSchema}.",
            "Write \"schema\": 1, or use a library that reads it.");
    }

    private static Dictionary<string, T> ReadMap<T>(
        DocumentScope scope, int node, string what, HashSet<string> unreadable, Func<string, int, T?> read)
        where T : class
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (node == 0) return map;
        foreach (var (name, value) in scope.Entries(node, what))
        {
            if (read(name, value) is { } item) map.Add(name, item);
            else unreadable.Add(name);
        }

        map.TrimExcess();
        return map;
    }
}
