using System.Buffers;
using System.IO.Pipelines;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>A body as the server received it, in the server's own buffers: it is not copied. To be released when it was read.</summary>
/// <param name="Utf8">The whole body.</param>
/// <param name="IsTooLarge">Whether there is more than is accepted, so that it was not read to its end.</param>
/// <param name="IsHeld">Whether the server's buffers are held; a body that announces too great a length is not even begun.</param>
internal readonly record struct RequestBody(ReadOnlySequence<byte> Utf8, bool IsTooLarge, bool IsHeld)
{
    /// <summary>The longest body that is read, in bytes; a context is rarely longer than one kilobyte.</summary>
    public const int MaxBytes = 64 * 1024;

    public static async ValueTask<RequestBody> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBytes) return new(default, IsTooLarge: true, IsHeld: false);
        // No token: an aborted connection ends the reading by itself, and asking for the request's token allocates.
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            if (read.Buffer.Length > MaxBytes) return new(read.Buffer, IsTooLarge: true, IsHeld: true);
            if (read.IsCompleted) return new(read.Buffer, IsTooLarge: false, IsHeld: true);
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public void Release(PipeReader reader)
    {
        if (IsHeld) reader.AdvanceTo(Utf8.End);
    }
}
