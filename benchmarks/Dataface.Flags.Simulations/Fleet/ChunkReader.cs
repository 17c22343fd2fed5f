namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Takes the chunks out of an HTTP/1.1 answer as its bytes come. Not thread-safe.</summary>
internal sealed class ChunkReader
{
    private byte[] _chunk = [];
    private int _filled;
    private int _endOfHead;
    private int _left;
    private Part _part;

    private enum Part
    {
        Head,
        Size,
        Data,
        End,
    }

    /// <summary>Called with each whole chunk.</summary>
    public delegate void Chunk(ReadOnlySpan<byte> data);

    public void Take(ReadOnlySpan<byte> bytes, Chunk whole)
    {
        while (bytes.Length > 0)
        {
            if (_part == Part.Data)
            {
                var taken = Math.Min(_left - _filled, bytes.Length);
                bytes[..taken].CopyTo(_chunk.AsSpan(_filled));
                _filled += taken;
                bytes = bytes[taken..];
                if (_filled < _left) return;
                whole(_chunk.AsSpan(0, _left));
                (_chunk, _left, _part) = ([], 0, Part.End);
                continue;
            }

            Step(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Step(byte next)
    {
        switch (_part)
        {
            case Part.Head:
                if (_filled < 12 && next != "HTTP/1.1 200"u8[_filled++]) throw new InvalidDataException("The server refused a stream.");
                _endOfHead = next is (byte)'\r' or (byte)'\n' ? _endOfHead + 1 : 0;
                if (_endOfHead == 4) _part = Part.Size;
                return;
            case Part.Size when next == '\n':
                if (_left == 0) return;
                (_chunk, _filled, _part) = (new byte[_left], 0, Part.Data);
                return;
            case Part.Size when next != '\r':
                _left = (_left * 16) + Convert.ToInt32(((char)next).ToString(), 16);
                return;
            case Part.End when next == '\n':
                _part = Part.Size;
                return;
        }
    }
}
