namespace Dataface.Flags.State;

/// <summary>Reads lines from a stream of any length.</summary>
internal static class JournalLines
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The lines without their ends; only the last can lack one.</summary>
    public static IEnumerable<(byte[] Text, bool HasEnd)> Read(Stream stream)
    {
        var (buffer, start, count) = (new byte[ChunkBytes], 0, 0);
        while (true)
        {
            while (Array.IndexOf(buffer, (byte)'\n', start, count) is var end and >= 0)
            {
                yield return (buffer[start..end], true);
                (start, count) = (end + 1, count - (end + 1 - start));
            }

            Buffer.BlockCopy(buffer, start, buffer, 0, count);
            start = 0;
            if (count == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            if (stream.Read(buffer, count, buffer.Length - count) is var read and > 0) count += read;
            else break;
        }

        if (count > 0) yield return (buffer[..count], false);
    }
}
