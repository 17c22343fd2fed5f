using System.Buffers;
using System.Text;
using System.Text.Unicode;
using YamlDotNet.Core;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>
/// Reads the plain part of YAML: maps, lists and scalars. What makes YAML surprising is refused: anchors, tags, tabs in indentation, keys
/// given twice, several documents in one file.
/// </summary>
internal static class YamlTreeReader
{
    /// <summary>More than any document of people has.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The document's root, or null, said why. A document without content is a blank root.</summary>
    public static YamlNode? Read(ReadOnlyMemory<byte> utf8Yaml, YamlProblems problems)
    {
        var bytes = utf8Yaml.Span.StartsWith("\uFEFF"u8) ? utf8Yaml.Span[3..] : utf8Yaml.Span;
        if (bytes.Length > MaxBytes)
        {
            problems.FormAt(YamlCode.TooLarge, 1, 1, $"The document has {bytes.Length} bytes; at most {MaxBytes} are read.", "Split it.");
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            var (line, column) = FirstInvalid(bytes);
            problems.FormAt(YamlCode.NotUtf8, line, column, "The document is not UTF-8 from here on.", "Save it as UTF-8.");
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes);
        return HasTab(text, problems) ? null : Parse(text, problems);
    }

    private static YamlNode? Parse(string text, YamlProblems problems)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlTreeBuilder(parser, problems).Build();
        }
        catch (YamlException error)
        {
            return NotYaml(error.Message.TrimEnd('.'), error.Start, problems);
        }
        catch (InvalidOperationException)
        {
            // The scanner's own answer to some texts; its message says nothing.
            return NotYaml("a bracket or quotation mark may lack its end", parser.Current?.End ?? Mark.Empty, problems);
        }
    }

    private static YamlNode? NotYaml(string cause, Mark at, YamlProblems problems)
    {
        problems.FormAt(
            YamlCode.NotYaml, (int)at.Line, (int)at.Column, $"This is not YAML: {cause}.",
            "Fix the syntax; text with ': ' or ' #' in it needs quotation marks.");
        return null;
    }

    /// <summary>YAML forbids tabs in indentation, but says so far from the tab.</summary>
    private static bool HasTab(string text, YamlProblems problems)
    {
        var found = false;
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..(line.Length - line.TrimStart(" \t").Length)];
            var tab = indentation.IndexOf('\t');
            if (tab < 0 || indentation.Length == line.Length) continue;
            found = true;
            problems.FormAt(YamlCode.Tab, number, tab + 1, "The line is indented with a tab.", "Indent with spaces, two for each level.");
        }

        return found;
    }

    private static (int Line, int Column) FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var (offset, line, column) = (0, 1, 1);
        while (Rune.DecodeFromUtf8(bytes[offset..], out var rune, out var length) == OperationStatus.Done)
        {
            offset += length;
            (line, column) = rune.Value == '\n' ? (line + 1, 1) : (line, column + rune.Utf16SequenceLength);
        }

        return (line, column);
    }
}
