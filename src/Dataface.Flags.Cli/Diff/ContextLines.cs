using System.Text;
using System.Text.Json;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Json;

namespace Dataface.Flags.Cli.Diff;

/// <summary>
/// Reads contexts from JSON Lines, one at a time: an object of attributes in each line, such as <c>{"userId":"user-42","country":"DE"}</c>.
/// </summary>
internal static class ContextLines
{
    /// <summary>The contexts of a file.</summary>
    /// <param name="path">The file, in UTF-8; empty lines are skipped.</param>
    public static IEnumerable<EvaluationContext> ReadFile(string path)
    {
        // Latin-1 keeps bytes as they are, so that a fault in the UTF-8 is found in its line and not papered over.
        using var reader = new StreamReader(path, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        foreach (var context in Read(reader, path, Encoding.Latin1)) yield return context;
    }

    /// <summary>The contexts of a reader.</summary>
    /// <param name="reader">The lines.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="encoding">Turns lines into UTF-8.</param>
    public static IEnumerable<EvaluationContext> Read(TextReader reader, string name, Encoding encoding)
    {
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            ReadOnlyMemory<byte> json = encoding.GetBytes(line);
            if (number == 1 && json.Span.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
            if (json.Span.Trim(" \t"u8).IsEmpty) continue;
            var place = $"{name}:{number}";
            yield return StrictJson.Parse(json.Span, out var problem) is { } value
                ? ContextOf(value, place)
                : throw new InvalidDataException($"{place}: this is not a JSON object in one line. {problem}");
        }
    }

    private static EvaluationContext ContextOf(JsonElement root, string place)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException(
                $"{place}: this is not an object. Write a context's attributes, such as {{\"userId\":\"user-42\"}}.");
        }

        var context = EvaluationContext.Empty;
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name.Length == 0) throw new InvalidDataException($"{place}: an attribute has no name.");
            if (property.Value.ValueKind == JsonValueKind.Null) continue;
            context = ContextAttribute.TryAdd(context, property.Name, property.Value)
                ?? throw new InvalidDataException(
                    $"{place}: '{property.Name}' is not an attribute value. Write a number of at most 64 bits, true, false, a string or a "
                    + "list of strings or of numbers.");
        }

        return context;
    }
}
