using System.Text;

namespace Dataface.Flags.Server.Feed;

/// <summary>Writes server-sent events whose data is one line.</summary>
internal static class ServerSentEvent
{
    public static byte[] Write(string name, string? id, ReadOnlySpan<byte> data) =>
    [
        .. Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: "),
        .. data,
        .. "\n\n"u8,
    ];

    /// <summary>A sign of life that no reader takes for an event.</summary>
    public static FeedBuffer Heartbeat { get; } = new(":\n\n"u8.ToArray());
}
