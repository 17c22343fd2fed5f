namespace Dataface.Flags;

/// <summary>How a client follows a flag server. Copied when you pass it; later changes have no effect.</summary>
public sealed class HttpFlagOptions
{
    /// <summary>The key that identifies this client to the server, sent as <c>Authorization: Bearer</c>.</summary>
    /// <value>Null by default. Set this, or <see cref="ApiKeyFile"/>, or <see cref="ApiKeyProvider"/>, or none.</value>
    public string? ApiKey { get; set; }

    /// <summary>
    /// A file that holds the key and nothing else. Read again when it has changed, or when the server does not know the key.
    /// </summary>
    /// <value>Null by default.</value>
    public string? ApiKeyFile { get; set; }

    /// <summary>
    /// Returns the key. Called before each request, and again when the server does not know the key; may be called by several threads at
    /// once.
    /// </summary>
    /// <value>Null by default.</value>
    public Func<CancellationToken, ValueTask<string>>? ApiKeyProvider { get; set; }

    /// <summary>Whether changes are streamed. Otherwise the client polls every <see cref="PollInterval"/>.</summary>
    /// <value>True by default.</value>
    public bool StreamingEnabled { get; set; } = true;

    /// <summary>
    /// How often the client polls where changes cannot be streamed; varied by a tenth either way, so that instances spread out.
    /// </summary>
    /// <value>30 seconds by default; from 0.1 seconds to a day.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one request, or the first data of a stream, may take before it is abandoned and retried.</summary>
    /// <value>5 seconds by default; above zero, at most 5 minutes, and below <see cref="FlagClientOptions.StartupTimeout"/>.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stream may be silent, heartbeats included, before it counts as dead.</summary>
    /// <value>Null, the default, for three of the heartbeats that the server announces; above zero.</value>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>The largest response, or event of a stream, that is accepted, in bytes after decompression.</summary>
    /// <value>64 MiB by default; above zero and below 1 GiB.</value>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Sends the requests, such as through a proxy. You own it; dispose it after the client.</summary>
    /// <value>Null by default, for one of the client's own.</value>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Sends the requests when there is no <see cref="HttpClient"/>. You own it; dispose it after the client.</summary>
    /// <value>Null by default, for one of the client's own.</value>
    public HttpMessageHandler? HttpMessageHandler { get; set; }

    internal HttpFlagOptions Copy() => (HttpFlagOptions)MemberwiseClone();
}
