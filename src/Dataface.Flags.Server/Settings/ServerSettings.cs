using System.ComponentModel.DataAnnotations;

namespace Dataface.Flags.Server.Settings;

/// <summary>
/// The server's settings, from configuration: <c>--name value</c>, the environment (<c>DATAFACE_FLAGS_NAME</c>) or the section
/// <c>Server</c> of <c>appsettings.json</c>. Validated at start-up.
/// </summary>
internal sealed class ServerSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Server";

    /// <summary>
    /// The folder that keeps definitions, journal, evidence and keys when there is no PostgreSQL; relative paths start at the current
    /// folder.
    /// </summary>
    /// <value><c>flags-data</c> by default.</value>
    [Required]
    public string Data { get; set; } = "flags-data";

    /// <summary>The connection string of PostgreSQL, which then keeps everything. Null, the default, for the data folder.</summary>
    public string? Postgres { get; set; }

    /// <summary>
    /// A JSON file with more configuration, such as keys (<c>{"Server":{"Keys":[…]}}</c>); watched for changes. While it cannot be read,
    /// its last content stays in force.
    /// </summary>
    public string? SecretsFile { get; set; }

    /// <summary>The environment that OFREP evaluates for when the caller's key is not limited to one.</summary>
    /// <value><c>production</c> by default.</value>
    [Required]
    public string Environment { get; set; } = "production";

    /// <summary>
    /// Environments that exist in addition to those named in published documents, records and keys. Any other is unknown: its feed is
    /// empty, and changes for it are refused.
    /// </summary>
    /// <value>None by default.</value>
    public IList<string> Environments { get; } = [];

    /// <summary>
    /// A folder of experiment documents, which the registry's are compared with; the board shows drafts from them. Must exist at the start.
    /// Null, the default, for none.
    /// </summary>
    public string? Experiments { get; set; }

    /// <summary>
    /// A file that adds areas and attributes of events to the policy for experiments; read at the start. Null, the default, for none.
    /// </summary>
    public string? ExperimentPolicy { get; set; }

    /// <summary>
    /// A folder of portfolio documents, which the board shows; must exist at the start. Paths in them start at its parent folder. Null, the
    /// default, for none.
    /// </summary>
    public string? Portfolio { get; set; }

    /// <summary>
    /// The path prefix of the whole server, such as <c>/flags</c>, when the proxy in front passes it on. Null, the default, for none.
    /// </summary>
    public string? BasePath { get; set; }

    /// <summary>
    /// Addresses and networks of the proxies whose <c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Prefix</c> are
    /// trusted.
    /// </summary>
    /// <value>None by default: these headers are ignored.</value>
    public IList<string> TrustedProxies { get; } = [];

    /// <summary>
    /// Origins of web pages that may evaluate flags over OFREP with a public key, such as <c>https://shop.example.com</c>; compared
    /// exactly.
    /// </summary>
    /// <value>None by default.</value>
    public IList<string> OfrepOrigins { get; } = [];

    /// <summary>
    /// Addresses and networks, in addition to the public internet, that the server itself may call, such as for the portfolio's health
    /// addresses.
    /// </summary>
    /// <value>None by default.</value>
    public IList<string> OutboundNetworks { get; } = [];

    /// <summary>Hosts that webhooks may call by plain HTTP, such as <c>hooks.internal</c>; all others must be <c>https</c>.</summary>
    /// <value>None by default.</value>
    public IList<string> WebhookHosts { get; } = [];

    /// <summary>Keys from configuration rather than from the server's own store. Followed while it changes.</summary>
    public IList<ConfiguredKey> Keys { get; } = [];

    /// <summary>
    /// The file that the first key's secret is written to instead of the console, readable by the server's account only. It must not exist
    /// when the key is made, which is when there is no key at all. Null, the default, for the console.
    /// </summary>
    public string? FirstKeyFile { get; set; }

    /// <summary>Seconds between two heartbeats on a stream.</summary>
    /// <value>5 by default; 0.05 to 300.</value>
    [Range(0.05, 300)]
    public double HeartbeatSeconds { get; set; } = 5;

    /// <summary>When the server goes down, clients are asked to reconnect within this many seconds, each at its own moment.</summary>
    /// <value>5 by default; 0 to 300.</value>
    [Range(0, 300)]
    public double ReconnectSeconds { get; set; } = 5;

    /// <summary>Seconds between two reports of an instance while nothing changes; more if there are many instances.</summary>
    /// <value>30 by default; 5 to 3600.</value>
    [Range(5, 3600)]
    public double InstanceSeconds { get; set; } = 30;

    /// <summary>
    /// The secret of the services' <c>FlagClientOptions.UnitSecret</c>, so that the guards of this server know sources by the same hashes
    /// as theirs. A secret: put it into the secrets file.
    /// </summary>
    /// <value>Null, the default, for none: outcomes then count without their source. At least 16 characters.</value>
    [MinLength(16, ErrorMessage =
        "UnitSecret has fewer than 16 characters and could be guessed. Make one, such as with \"openssl rand -hex 32\".")]
    public string? UnitSecret { get; set; }

    /// <summary>
    /// How long the server reports that it is not ready before it ends its streams, so that a load balancer can switch away.
    /// </summary>
    /// <value>0 by default; 0 to 300.</value>
    [Range(0, 300)]
    public double DrainSeconds { get; set; }

    /// <summary>The largest document in bytes.</summary>
    /// <value>64 MiB by default, as in the library.</value>
    [Range(1024, int.MaxValue)]
    public int MaxDocumentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>The largest body of any other request in bytes.</summary>
    /// <value>5 MiB by default: more than a guard sends with a kill late in the day.</value>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 5 * 1024 * 1024;

    /// <summary>
    /// Seconds of pause between two checks for events that have arrived; a quarter of the time that the last check took, if that is longer.
    /// </summary>
    /// <value>1 by default; 0.05 to 3600.</value>
    [Range(0.05, 3600)]
    public double RefreshSeconds { get; set; } = 1;

    /// <summary>How many requests one key may make per second, by their purpose; 0 for any number.</summary>
    [Required]
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>A key in configuration. Two with the same name are both valid.</summary>
    internal sealed class ConfiguredKey
    {
        /// <summary>The name of its user in the audit trail.</summary>
        public string? Name { get; set; }

        /// <summary>The secret; at least 24 characters.</summary>
        public string? Secret { get; set; }

        /// <summary>The hash of the secret, instead of the secret: SHA-256, hexadecimal.</summary>
        public string? Sha256 { get; set; }

        /// <summary>What the key may do.</summary>
        public IList<string> Scopes { get; } = [];

        /// <summary>The only environment that the key is valid for; null for all.</summary>
        public string? Environment { get; set; }

        /// <summary>The only team whose experiments the key can access; null for all.</summary>
        public string? Team { get; set; }

        /// <summary>The only flags that the key may evaluate, which makes it public; none for a key that is a secret.</summary>
        public IList<string> PublicFlags { get; } = [];
    }

    /// <summary>Requests per second and key.</summary>
    internal sealed class RateLimitOptions
    {
        /// <summary>Feeds, streams, documents, history.</summary>
        [Range(0, int.MaxValue)]
        public int Read { get; set; } = 2_000;

        /// <summary>OFREP evaluations.</summary>
        [Range(0, int.MaxValue)]
        public int Evaluate { get; set; } = 50_000;

        /// <summary>Kills, restores, ramps, evidence, documents, keys.</summary>
        [Range(0, int.MaxValue)]
        public int Change { get; set; } = 2_000;

        /// <summary>Reports of instances.</summary>
        [Range(0, int.MaxValue)]
        public int Report { get; set; } = 20_000;

        /// <summary>Requests without a valid key, for each address.</summary>
        [Range(0, int.MaxValue)]
        public int Anonymous { get; set; } = 20;
    }
}
