using System.Text;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>
/// Records of a CSV file as warehouses, pandas and spreadsheets write it: with comma, semicolon, tab or bar between values, quoted ones
/// with line breaks in them, lines that end in one way or another, a line <c>sep=;</c> first. One record is in memory at a time. Not
/// thread-safe.
/// </summary>
/// <param name="text">The file; whoever made the reader disposes of it.</param>
/// <param name="first">The line that it stands at, from 1.</param>
internal sealed class DelimitedText(TextReader text, int first = 1)
{
    private const int MostCharacters = 1_000_000;
    private const int End = -1;

    private readonly char[] _buffer = new char[32 * 1024];
    private readonly List<(int Start, int Length)> _cells = [];
    private char[] _record = new char[1024];
    private int _length;
    private int _next;
    private int _filled;
    private int _line = first;
    private char _delimiter;

    /// <summary>The line that the record begins on, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many values it has.</summary>
    public int Count => _cells.Count;

    /// <summary>Whether a quotation mark was not closed, or the record is endless.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the line is empty.</summary>
    public bool IsBlank => _length == 0 && _cells.Count == 1;

    /// <summary>Whether numbers may have a decimal comma: nobody writes one where commas part values.</summary>
    public bool HasDecimalCommas => _delimiter is ';' or '\t';

    /// <summary>A value, without white space around it.</summary>
    public ReadOnlySpan<char> this[int place] => _record.AsSpan(_cells[place].Start, _cells[place].Length).Trim();

    /// <summary>Goes to the next record; false at the end.</summary>
    /// <exception cref="DecoderFallbackException">The file's bytes are no text.</exception>
    public bool Read()
    {
        if (_delimiter == '\0') FindDelimiter();
        (_length, Line, IsBroken) = (0, _line, false);
        _cells.Clear();
        if (Peek() == End) return false;
        ReadRecord();
        return true;
    }

    private void ReadRecord()
    {
        var (start, isQuoted) = (0, false);
        while (true)
        {
            var c = Take();
            if (c == End || _length >= MostCharacters)
            {
                IsBroken = isQuoted || c != End;
                break;
            }

            if (c == '\n') _line++;
            if (isQuoted && c == '"' && Peek() == '"') Append(Take());
            else if (c == '"') isQuoted = !isQuoted;
            else if (isQuoted) Append(c);
            else if (c == _delimiter)
            {
                _cells.Add((start, _length - start));
                start = _length;
            }
            else if (c == '\n') break;
            else if (c == '\r')
            {
                if (Peek() == '\n') Take();
                _line++;
                break;
            }
            else Append(c);
        }

        _cells.Add((start, _length - start));
    }

    /// <summary>What parts the values of the first line; a line of its own may say it.</summary>
    private void FindDelimiter()
    {
        _delimiter = ',';
        if (Peek() == End) return;
        var start = _buffer.AsSpan(0, _filled);
        if (start.StartsWith("sep=") && start.Length > 5 && start[5] is '\r' or '\n')
        {
            _delimiter = start[4];
            ReadRecord();
            return;
        }

        var (most, isQuoted) = (0, false);
        Span<int> counts = stackalloc int[4];
        const string Known = ",;\t|";
        foreach (var c in start)
        {
            if (c == '"') isQuoted = !isQuoted;
            if (!isQuoted && c is '\r' or '\n') break;
            if (!isQuoted && Known.IndexOf(c) is >= 0 and var place && ++counts[place] > most) (most, _delimiter) = (counts[place], c);
        }
    }

    private void Append(int c)
    {
        if (_length == _record.Length) Array.Resize(ref _record, _length * 2);
        _record[_length++] = (char)c;
    }

    private int Peek()
    {
        if (_next == _filled) (_next, _filled) = (0, text.Read(_buffer, 0, _buffer.Length));
        return _next < _filled ? _buffer[_next] : End;
    }

    private int Take()
    {
        var c = Peek();
        if (c != End) _next++;
        return c;
    }
}
