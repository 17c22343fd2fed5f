using System.Globalization;
using System.Text;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Feed;

/// <summary>The first and the last event of every stream, made once.</summary>
internal sealed class StreamGreetings(IOptions<ServerSettings> options)
{
    public FeedBuffer Hello { get; } =
        Event("hello", $"{{\"heartbeatSeconds\":{options.Value.HeartbeatSeconds.ToString(CultureInfo.InvariantCulture)},"
            + $"\"server\":\"{Guid.NewGuid():N}\"}}");

    public FeedBuffer Bye { get; } =
        Event("bye", $"{{\"reconnectWithinMs\":{((int)(options.Value.ReconnectSeconds * 1000)).ToString(CultureInfo.InvariantCulture)}}}");

    private static FeedBuffer Event(string name, string data) => new(ServerSentEvent.Write(name, null, Encoding.UTF8.GetBytes(data)));
}
