using System.Text.Json;
using System.Text.Unicode;
using Dataface.Flags.Json;

namespace Dataface.Flags.Cli.Import.Source;

/// <summary>
/// Reads a file of settings as .NET's configuration does: JSON with comments and trailing commas, names such as <c>A:B</c> as objects in
/// objects. Size and depth are limited. Throws <see cref="ImportFaultException"/>.
/// </summary>
internal static class SourceReader
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>How deep objects and lists may nest.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };

    private static readonly JsonReaderOptions Syntax =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth };

    /// <summary>Several files, each of which lies over those before it; paths begin with a file's name.</summary>
    public static SourceNode Read(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Bytes)> files)
    {
        if (files.Count == 1) return Read(files[0].Bytes);
        var root = default(SourceNode);
        foreach (var (name, bytes) in files)
        {
            var file = Read(bytes, $"{name}:$");
            if (KeyValueSet.IsOne(file))
                throw new ImportFaultException(file.Path, "An export of key-values cannot be layered.", "Import it by itself.");
            if (root is null) root = file;
            else root.LayOver(file);
        }

        return root!;
    }

    /// <param name="bytes">The file.</param>
    /// <param name="path">What its paths begin with.</param>
    public static SourceNode Read(ReadOnlyMemory<byte> bytes, string path = "$")
    {
        if (bytes.Length > MaxBytes)
            throw TooLarge(bytes.Length);
        var content = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (!Utf8.IsValid(content.Span)) throw new ImportFaultException(path, "The file is not UTF-8.", "Save it as UTF-8.");
        try
        {
            return Make(JsonElement.Parse(content.Span, Options), path, 0);
        }
        catch (JsonException)
        {
            throw new ImportFaultException(
                path, JsonSyntaxFault.Find(content.Span, Syntax)?.InText(content.Span) ?? "It cannot be read.",
                "The file is JSON; comments and trailing commas are allowed.");
        }
        catch (InvalidOperationException)
        {
            throw new ImportFaultException(path, "A text holds half of a surrogate pair, such as \"\\ud800\".",
                "Write the whole character, or both escapes.");
        }
    }

    public static ImportFaultException TooLarge(long bytes) => new(
        "$", $"The file has {bytes} bytes; at most {MaxBytes} are read.", "Split it, or import the part with the flags alone.");

    private static SourceNode Make(JsonElement element, string path, int depth)
    {
        if (depth > MaxDepth)
            throw new ImportFaultException(path, $"Names with colons nest deeper than {MaxDepth} levels.", "Flatten them.");
        var node = new SourceNode(path, element);

        // Half of a surrogate pair is found here, and not where the text is used.
        if (element.ValueKind == JsonValueKind.String) element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray()) node.Add(Make(item, $"{path}[{index++}]", depth + 1));
        }

        if (element.ValueKind != JsonValueKind.Object) return node;
        foreach (var property in element.EnumerateObject()) Put(node, property.Name.Split(':'), property.Value, depth + 1);
        return node;
    }

    private static void Put(SourceNode owner, ReadOnlySpan<string> names, JsonElement value, int depth)
    {
        var path = owner.PathOf(names[0]);
        if (names.Length == 1)
        {
            owner.Add(names[0], Make(value, path, depth));
            return;
        }

        if (depth > MaxDepth)
            throw new ImportFaultException(path, $"Names with colons nest deeper than {MaxDepth} levels.", "Flatten them.");
        var inner = new SourceNode(path, default);
        Put(inner, names[1..], value, depth + 1);
        owner.Add(names[0], inner);
    }
}
