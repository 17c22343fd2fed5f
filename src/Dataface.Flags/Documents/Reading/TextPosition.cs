using System.Text;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Turns byte offsets into lines and columns as editors count them: from 1, columns in UTF-16 code units.</summary>
internal sealed class TextPosition(ReadOnlyMemory<byte> bytes)
{
    private int[]? _lineStarts;

    public (int Line, int Column) Of(int offset)
    {
        _lineStarts ??= LineStarts();
        var found = Array.BinarySearch(_lineStarts, offset);
        var line = found >= 0 ? found : ~found - 1;
        var start = _lineStarts[line];
        return (line + 1, Encoding.UTF8.GetCharCount(bytes.Span[start..offset]) + 1);
    }

    private int[] LineStarts()
    {
        var starts = new List<int> { 0 };
        var span = bytes.Span;
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '\n') starts.Add(i + 1);
        }

        return [.. starts];
    }
}
