namespace Dataface.Flags.Http;

/// <summary>Ends with an error when more is read than is allowed, so that no answer fills the memory.</summary>
/// <param name="maxBytes">The most that may be read at once, or since the last <see cref="BeginAnew"/>.</param>
internal sealed class LimitedStream(Stream inner, int maxBytes) : ReadThroughStream(inner)
{
    private long _read;

    /// <summary>A message has ended; the next one may be as large.</summary>
    public void BeginAnew() => _read = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _read += count;
        return _read <= maxBytes
            ? count : throw new InvalidDataException($"it has more than {maxBytes} bytes; raise MaxResponseBytes if that is meant");
    }
}
