using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Expiry;
using Dataface.Flags.Exposures;
using Dataface.Flags.Guard;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags;

/// <summary>
/// The options of a <see cref="FlagClient"/>. Validated and copied when the client is made; later changes have no effect.
/// </summary>
public sealed class FlagClientOptions
{
    private readonly SortedSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>The environment to evaluate for, such as <c>production</c>.</summary>
    /// <value>Lower case. With a host, the default is the host's environment in lower case; without one it must be given.</value>
    public string? Environment { get; set; }

    /// <summary>The folder that relative paths start at.</summary>
    /// <value>
    /// A full path. With a host, the default is the host's content root; without one, the current folder when the client is made.
    /// </value>
    public string? ContentRoot { get; set; }

    /// <summary>Keys of flags that are killed by configuration: a break-glass that needs no store. <c>*</c> kills every flag.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Kills { get; } = [];

    /// <summary>
    /// A file that kills flags: one key per line, <c>#</c> begins a comment, <c>*</c> kills every flag. Watched; need not exist. A relative
    /// path starts at <see cref="ContentRoot"/>.
    /// </summary>
    /// <value>Null, the default, for none.</value>
    public string? KillFile { get; set; }

    /// <summary>
    /// The file that keeps the last good definitions and state together, so that a cold start in an outage neither loses flags nor revives
    /// a killed one. Kills that have not reached a store yet are kept beside it, in a folder of the same name with the ending
    /// <c>.undelivered</c>. In one with the ending <c>.instances</c> stands what the process is known as to its server, for whoever is
    /// started next after it was killed.
    /// </summary>
    /// <value>Null, the default, for none.</value>
    public string? CacheFile { get; set; }

    /// <summary>The rules for documents beyond their format, such as how long a flag may live.</summary>
    public DocumentPolicy Policy { get; set; } = DocumentPolicy.Default;

    /// <summary>
    /// Whether start-up throws when a document is refused, a source cannot be read, or a declared key is defined by no document.
    /// For tests and staging.
    /// </summary>
    /// <value>False by default: production starts with what is available, and reports the problem.</value>
    public bool Strict { get; set; }

    /// <summary>The keys that the application evaluates, so that a misspelt one is found at start-up.</summary>
    /// <value>Empty by default.</value>
    public IList<string> DeclaredKeys { get; } = [];

    /// <summary>How long start-up waits for definitions and state before the application continues with what is available.</summary>
    /// <value>10 seconds by default; above zero.</value>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a kill or restore waits for the state store before it returns how far it got.</summary>
    /// <value>5 seconds by default; above zero.</value>
    public TimeSpan KillTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often guards check their rollouts.</summary>
    /// <value>1 second by default; from 0.1 seconds to a day.</value>
    public TimeSpan GuardInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many days before a flag's expiry warnings begin.</summary>
    /// <value>14 by default; 0 or more.</value>
    public int ExpiryWarningDays { get; set; } = ExpiryReport.DefaultWarningDays;

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// The key under which units, such as user ids, are hashed where they leave the process (<see cref="UnitForm.KeyedHash"/>). Keep it
    /// where secrets are kept, and use the same one in all services whose telemetry you want to join.
    /// </summary>
    /// <value>Null by default; at least 16 characters.</value>
    public string? UnitSecret { get; set; }

    /// <summary>The name of this service in the server's list of instances.</summary>
    /// <value>
    /// With a host, the default is the host's application name; without one, that of the program. At most 64 characters, without control
    /// characters.
    /// </value>
    public string? ServiceName { get; set; }

    /// <summary>The version of this service as the server shows it.</summary>
    /// <value>The program's by default. At most 64 characters, without control characters.</value>
    public string? ServiceVersion { get; set; }

    /// <summary>
    /// Whether this instance reports to its server its identity and the state it has in force, so that kills can be confirmed. Reports hold
    /// no user data, and nothing depends on them: a failed report changes nothing here. Switch them off in processes that live only for
    /// seconds.
    /// </summary>
    /// <value>True by default.</value>
    public bool InstanceReportsEnabled { get; set; } = true;

    /// <summary>Which evaluations are written as OpenTelemetry's log event <c>feature_flag.evaluation</c>; none by default.</summary>
    public EvaluationEventOptions EvaluationEvents { get; } = new();

    /// <summary>How exposures and tracked events are recorded, once there is a sink.</summary>
    public ExposureOptions Exposures { get; } = new();

    internal IList<Func<FlagClientOptions, (IExposureSink Sink, bool IsOwned)>> ExposureSinks { get; } = [];

    internal IList<ITrackedEventSink> TrackedEventSinks { get; } = [];

    /// <summary>Whether there is a sink for anything.</summary>
    internal bool HasSinks => ExposureSinks.Count > 0 || TrackedEventSinks.Count > 0;

    internal IList<Func<FlagClientOptions, (IFlagConfigProvider Provider, bool IsOwned)>> Providers { get; } = [];

    /// <summary>Where what is made for a client logs; set by the client before it makes anything.</summary>
    internal ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Where what is made for a client tells of outages; set with <see cref="Logger"/>.</summary>
    internal OutageLog Outages { get; set; } = new(TimeProvider.System, NullLogger.Instance);

    /// <summary>Rules between the options of what is made and the client's; each gives what is wrong, or null.</summary>
    internal IList<Func<FlagClientOptions, string?>> Checks { get; } = [];

    internal Func<FlagClientOptions, IFlagStateStore>? StateStore { get; private set; }

    /// <summary>Whether the client made the state store and so disposes it.</summary>
    internal bool OwnsStateStore { get; private set; }

    /// <summary>Who else is to know of evaluations.</summary>
    internal IList<EvaluationWatcher> Watchers { get; } = [];

    /// <summary>Whether guards watch, abort and go on; not in tools that only look.</summary>
    internal bool HasGuards { get; set; } = true;

    internal Func<FlagClientOptions, IGuardEvidenceStore>? GuardEvidenceStore { get; private set; }

    /// <summary>Whether the client made the evidence store and so disposes it.</summary>
    internal bool OwnsGuardEvidence { get; private set; }

    /// <summary>What the client disposes when nothing of it uses them any more.</summary>
    internal IList<IAsyncDisposable> Resources { get; } = [];

    /// <summary>
    /// Adds a source of flags. A flag, segment or layer of a later source replaces that of an earlier one as a whole. You dispose it.
    /// </summary>
    /// <param name="provider">The source.</param>
    public FlagClientOptions AddProvider(IFlagConfigProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        Providers.Add(_ => (provider, false));
        return this;
    }

    /// <summary>Adds a flag document in a file, watched for changes.</summary>
    /// <param name="path">The file; relative paths start at <see cref="ContentRoot"/>.</param>
    /// <param name="configure">Sets how the file is read; null for the defaults, with the client's clock.</param>
    public FlagClientOptions UseFile(string path, Action<FileFlagConfigProviderOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AddOwnedProvider(options =>
        {
            var file = new FileFlagConfigProviderOptions { TimeProvider = options.TimeProvider };
            configure?.Invoke(file);
            file.Name ??= path;
            return new FileFlagConfigProvider(options.FullPath(path), file);
        });
        return this;
    }

    /// <summary>
    /// Adds a flag document that is written in configuration, such as a section of <c>appsettings.json</c>, watched for changes.
    /// </summary>
    /// <param name="section">The section that holds the document.</param>
    public FlagClientOptions UseConfiguration(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return AddProvider(new ConfigurationFlagConfigProvider(section));
    }

    /// <summary>
    /// Sends exposures to a sink of yours, and tracked events if it is an <see cref="ITrackedEventSink"/> too. Dispose it after the client.
    /// </summary>
    /// <param name="sink">The sink.</param>
    public FlagClientOptions AddExposureSink(IExposureSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ExposureSinks.Add(_ => (sink, false));
        return this;
    }

    /// <summary>
    /// Sends what <see cref="FlagTrackingExtensions.Track"/> is told to a sink of yours. Needless for one that was added by
    /// <see cref="AddExposureSink"/>. Dispose it after the client.
    /// </summary>
    /// <param name="sink">The sink.</param>
    public FlagClientOptions AddTrackedEventSink(ITrackedEventSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        TrackedEventSinks.Add(sink);
        return this;
    }

    /// <summary>Appends exposures and tracked events to a file, as <see cref="JsonLinesExposureSink"/> does.</summary>
    /// <param name="path">
    /// The file; relative paths start at <see cref="ContentRoot"/>. Created when it does not exist. One process at a time.
    /// </param>
    public FlagClientOptions UseExposureFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ExposureSinks.Add(options => (new JsonLinesExposureSink(options.FullPath(path)), true));
        return this;
    }

    /// <summary>Keeps kills in a store of yours, which you dispose. Without a store, they last only as long as the process.</summary>
    /// <param name="store">The store.</param>
    public FlagClientOptions UseStateStore(IFlagStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        (StateStore, OwnsStateStore) = (_ => store, false);
        return this;
    }

    /// <summary>Keeps kills in a file that survives crashes and that other processes on this machine may share.</summary>
    /// <param name="path">The file; relative paths start at <see cref="ContentRoot"/>. Created when it does not exist.</param>
    /// <param name="configure">Sets how the state is kept; null for the defaults, with the client's clock.</param>
    public FlagClientOptions UseStateFile(string path, Action<FileFlagStateStoreOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        UseOwnedStateStore(options =>
        {
            var file = new FileFlagStateStoreOptions { TimeProvider = options.TimeProvider };
            configure?.Invoke(file);
            return new FileFlagStateStore(options.FullPath(path), file);
        });
        return this;
    }

    /// <summary>
    /// Collects the guards' evidence in a store of yours, which you dispose. Without one, each instance decides alone, in memory.
    /// </summary>
    /// <param name="store">The store.</param>
    public FlagClientOptions UseGuardEvidence(IGuardEvidenceStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        (GuardEvidenceStore, OwnsGuardEvidence) = (_ => store, false);
        return this;
    }

    /// <summary>
    /// Collects the guards' evidence in a file that survives restarts and that other processes on this machine may share.
    /// </summary>
    /// <param name="path">The file; relative paths start at <see cref="ContentRoot"/>. Created when it does not exist.</param>
    public FlagClientOptions UseGuardFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        UseOwnedGuardEvidence(options => new FileGuardEvidenceStore(options.FullPath(path), options.TimeProvider));
        return this;
    }

    /// <summary>The full paths of the files that the client was made with.</summary>
    internal IReadOnlyCollection<string> Files => _files;

    /// <summary>Where a path leads that may be relative.</summary>
    internal string FullPath(string path)
    {
        var full = Path.GetFullPath(path, ContentRoot ?? Directory.GetCurrentDirectory());
        _files.Add(full);
        return full;
    }

    /// <summary>Adds a source that each client makes for itself, and disposes.</summary>
    internal void AddOwnedProvider(Func<FlagClientOptions, IFlagConfigProvider> make) => Providers.Add(options => (make(options), true));

    /// <summary>Uses a state store that each client makes for itself, and disposes.</summary>
    internal void UseOwnedStateStore(Func<FlagClientOptions, IFlagStateStore> make) => (StateStore, OwnsStateStore) = (make, true);

    /// <summary>Uses an evidence store that each client makes for itself, and disposes.</summary>
    internal void UseOwnedGuardEvidence(Func<FlagClientOptions, IGuardEvidenceStore> make) =>
        (GuardEvidenceStore, OwnsGuardEvidence) = (make, true);
}
