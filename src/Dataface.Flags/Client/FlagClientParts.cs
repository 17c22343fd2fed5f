using Dataface.Flags.Background;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Expiry;
using Dataface.Flags.Exposures;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Guard.Feeding;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.Providers;
using Dataface.Flags.Serving;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Client;

/// <summary>What a client consists of, and the order in which it starts.</summary>
internal sealed class FlagClientParts : IAsyncDisposable
{
    private const string Category = "Dataface.Flags";

    private readonly FlagClientOptions _options;
    private readonly ILogger _logger;
    private readonly IFlagStateStore _store;
    private readonly KillRegister _register;
    private readonly ClientState _state;
    private readonly KillFile? _killFile;
    private readonly GuardLoop _guardLoop;
    private readonly IGuardEvidenceStore _evidence;
    private readonly UnknownKeys? _unknown;
    private volatile InstanceReporter? _reporter;
    private readonly LastKnownGood? _cache;
    private readonly ExportFailureWatch? _exportWatch;
    private readonly (IFlagConfigProvider Provider, bool IsOwned)[] _providers;
    private readonly DefinitionFeed _feed;
    private readonly ClientStanding _standing;
    private readonly ExpiryWatch _expiry;
    private readonly EnvironmentWatch _named;
    private readonly Lazy<Task> _start;
    private readonly CancellationTokenSource _stopping = new();
    private volatile bool _hasStarted;
    private bool _stateFromCache;

    /// <summary>From the lowest floor to the highest: what stands below never waits for what is made later, but tells whoever
    /// listens.</summary>
    public FlagClientParts(FlagClientOptions options, ILoggerFactory? loggers)
    {
        _options = options;
        var (environment, time) = (options.Environment!, options.TimeProvider);
        _logger = LastResort.Or(loggers, Category);
        var outages = new OutageLog(time, _logger);
        _standing = new ClientStanding(environment);
        (options.Logger, options.Outages) = (_logger, outages);
        Listeners = new ChangeListeners<FlagsChanged>(error => ClientLog.ListenerFailed(_logger, error));

        // What users name, before anything runs.
        _providers = [.. options.Providers.Select(make => make(options))];
        FlagClientOptionsValidation.ThrowIfAlike("sources of flags", _providers.Select(p => p.Provider.Name));
        var sinks = options.ExposureSinks.Select(make => make(options)).ToArray();
        FlagClientOptionsValidation.ThrowIfAlike("exposure sinks", sinks.Select(s => s.Sink.Name));
        FlagClientOptionsValidation.ThrowIfAlike(
            "sinks of tracked events", SinkRecorders.Tracking(sinks.Select(s => s.Sink), options.TrackedEventSinks).Select(s => s.Name));

        // Definitions and state.
        _feed = new DefinitionFeed(_providers.Select(p => p.Provider), options.Policy, time, _logger, outages);
        var (marks, stateKnown, stateChanged) = (new KillMarks(), new ChangeListeners(), new ChangeListeners());
        _register = new KillRegister(marks, stateChanged.Tell);
        _register.SetSource(ConfiguredKills.Source, ConfiguredKills.Of(options.Kills, time.GetUtcNow()));
        _killFile = options.KillFile is { } path ? new KillFile(options.FullPath(path), _register, time, _logger, outages) : null;
        _store = options.StateStore?.Invoke(options) ?? new InMemoryFlagStateStore();
        var cacheFile = options.CacheFile is { } asGiven ? options.FullPath(asGiven) : null;
        var kept = cacheFile is not null ? new KeptKills(cacheFile, environment, _logger) : null;
        _state = new ClientState(
            environment, _store, _register, options.KillTimeout, time, _logger, stateKnown.Tell, stateChanged.Tell, kept, outages)
        {
            KnownKeys = () => _feed.Document.Flags.Keys,
            InForce = () => _reporter?.InForce(),
        };

        // Who watches evaluations, in the order in which they are told.
        var evaluations = LastResort.OrNone(loggers, Category);
        Diagnostics = new EvaluationDiagnostics(evaluations, _standing);
        var units = new UnitNames(options.Exposures.Units, options.UnitSecret);
        Recorders = new(sinks, options.TrackedEventSinks, new(options.Exposures, units, time, _logger, outages));
        var events = options.EvaluationEvents.IsAny
            ? new EvaluationEvents(
                options.EvaluationEvents, environment, options.UnitSecret, IsStale, loggers ?? NullLoggerFactory.Instance, evaluations)
            : null;
        _exportWatch = events is null ? null : new ExportFailureWatch(_logger);
        _unknown = options.InstanceReportsEnabled && _store is IInstanceReports ? new UnknownKeys() : null;
        EvaluationWatcher?[] watchers =
            [Diagnostics, _unknown, new ScopeNotes(), Recorders.Exposures, Recorders.Tracked, events, .. options.Watchers];

        // What evaluations read, and the guard that looks at it.
        var recorders = new RecorderRegistry(SourceKey.Of(options.UnitSecret, isAlone: options.GuardEvidenceStore is null));
        _expiry = new ExpiryWatch(environment, options.ExpiryWarningDays, _logger);
        _named = new EnvironmentWatch(environment, _logger);
        Publisher = new SnapshotPublisher(
            environment, _register.IsKilled, marks, () => _state.State, [.. watchers.OfType<EvaluationWatcher>()], recorders, Counters,
            _standing, Listeners, _expiry, time);
        var evidence = options.GuardEvidenceStore?.Invoke(options) ?? new InMemoryGuardEvidenceStore(time);
        var guard = new GuardContext(environment, evidence, _state, time, _logger, outages);
        _guardLoop = new GuardLoop(guard, () => Publisher.Current, recorders, options.GuardInterval, options.KillTimeout);
        Guard = new FlagGuard(_guardLoop, guard);
        _evidence = guard.Store;
        _cache = cacheFile is not null ? new LastKnownGood(cacheFile, environment, Snapshot, time, _logger, outages) : null;

        _feed.Accepted += OnDefinitionsAccepted;
        _feed.Renamed += OnDefinitionsReported;
        stateKnown.Add(OnStateKnown);
        stateChanged.Add(OnStateChanged);
        _start = new Lazy<Task>(() => StartOnceAsync(_stopping.Token));
    }

    public CounterRegistry Counters { get; } = new();

    public SinkRecorders Recorders { get; }

    public ChangeListeners<FlagsChanged> Listeners { get; }

    public EvaluationDiagnostics Diagnostics { get; }

    public SnapshotPublisher Publisher { get; }

    public IKillSwitch KillSwitch => _state;

    public FlagGuard Guard { get; }

    public FlagClientStatus Status => new()
    {
        IsReady = Publisher.IsReady,
        NotReady = Publisher.IsReady ? null : _standing.WhyNotReady,
        IsStateStale = _state.IsStale,
        Revision = Publisher.Current.Revision,
        Providers = _feed.Status,
        Expiring = _expiry.Expiring,
    };

    /// <summary>Starts once; later calls wait for the same start.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _start.Value.WaitAsync(cancellationToken);

    public Task CatchUpAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_state.ReadAsync(cancellationToken), _feed.ReadAsync(cancellationToken));

    public Task LookAtGuardsAsync() => _guardLoop.LookAsync(_stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_reporter is { } reporter) await reporter.DisposeAsync().ConfigureAwait(false);
        await _guardLoop.DisposeAsync().ConfigureAwait(false);
        await _feed.DisposeAsync().ConfigureAwait(false);
        await _state.DisposeAsync().ConfigureAwait(false);
        _killFile?.Dispose();
        if (_cache is not null) await _cache.DisposeAsync().ConfigureAwait(false);
        Publisher.Dispose();
        await Recorders.DisposeAsync().ConfigureAwait(false);
        _exportWatch?.Dispose();
        foreach (var (provider, isOwned) in _providers) await DisposeAsync(provider, isOwned).ConfigureAwait(false);
        await DisposeAsync(_store, _options.OwnsStateStore).ConfigureAwait(false);
        await DisposeAsync(_evidence, _options.OwnsGuardEvidence).ConfigureAwait(false);
        foreach (var resource in _options.Resources) await resource.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static async ValueTask DisposeAsync(object part, bool isOwned)
    {
        if (!isOwned) return;
        if (part is IAsyncDisposable slow) await slow.DisposeAsync().ConfigureAwait(false);
        else (part as IDisposable)?.Dispose();
    }

    /// <summary>Whether what is said of a flag of this provider may be old.</summary>
    private bool IsStale(string? provider) => _state.IsStale || (provider is not null && _feed.IsStale(provider));

    private async Task StartOnceAsync(CancellationToken stopping)
    {
        _standing.Begin();
        try
        {
            await ReadAllAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            _standing.End(Missing, _feed.WhyStale, _register.ReasonsOf);
        }
    }

    private async Task ReadAllAsync(CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(_options.StartupTimeout, _options.TimeProvider);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var cached = _cache?.Read();
        if (cached is not null) _state.Assume(cached.Stages);
        _state.Resume();

        var state = StartStateAsync(cached, patience.Token);
        var standIns = await _feed.StartAsync(cached?.Documents ?? new Dictionary<string, FlagConfigContent>(), patience.Token)
            .ConfigureAwait(false);
        await state.ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
        _hasStarted = true;
        UpdateReadiness();
        StartReport.Write(_options, this, _feed, standIns, _stateFromCache, _logger);
        _cache?.Save();
        if (_options.HasGuards) _guardLoop.Start(Publisher.Published);
        if (!_options.InstanceReportsEnabled || _store is not IInstanceReports reports) return;
        var transport = reports.OpenReports(_options.Environment!, _logger);
        var usage = new UnreportedUsage(() => Counters.Read().Concat(_unknown?.Read() ?? []));
        var marks = _options.CacheFile is { } file
            ? new InstanceMarks(_options.FullPath(file), _options.Environment!, transport.Name) : null;
        _reporter = new InstanceReporter(
            transport, ServiceIdentity.Of(_options), Standing, usage, marks, _options.TimeProvider, _logger);

        // Disposed meanwhile: then nobody else does it.
        if (stopping.IsCancellationRequested) await _reporter.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What this instance has in force, and how it does, for whoever looks at the fleet.</summary>
    private InstanceStanding Standing()
    {
        var (lineage, sequence) = _state.Position ?? ("", 0);
        var problems = _feed.Status.Where(provider => provider.Problem is not null)
            .Select(provider => $"{provider.Name}: {provider.Problem}")
            .Concat(Guard.Status.Where(guard => guard.Problem is not null).Select(guard => $"The guard of {guard.Flag}: {guard.Problem}"));
        return new(lineage, sequence, _feed.Revision, problems.FirstOrDefault());
    }

    private async Task StartStateAsync(CachedConfig? cached, CancellationToken patience)
    {
        try
        {
            await _state.StartAsync(patience).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _stateFromCache = cached is not null;
            if (cached is not null) _register.SetSource(LastKnownGood.KillSource, cached.Kills);
            else ClientLog.StateUnknown(_logger, _store.Name, error.Message);

            // It may have become known just now, before there was anything to take back.
            if (_state.IsKnown) OnStateKnown();
        }
    }

    /// <summary>What has not been read, for people.</summary>
    private string Missing()
    {
        var missing = _feed.Missing.Select(name => _feed.WhyStale(name) ?? name).ToList();
        if (!_state.IsKnown && !_stateFromCache) missing.Add($"the state store '{_store.Name}'");
        return missing.Count == 0 ? "anything, because the start was cut short" : string.Join("; ", missing);
    }

    private void OnStateChanged()
    {
        Publisher.Refresh();
        _cache?.Save();
    }

    private void OnStateKnown()
    {
        _register.SetSource(LastKnownGood.KillSource, []);
        UpdateReadiness();
    }

    private void OnDefinitionsAccepted(AcceptedDefinitions accepted)
    {
        Publisher.SetDefinitions(accepted);
        _named.Look(accepted.Document);
        UpdateReadiness();
        _cache?.Save();
        OnDefinitionsReported();
    }

    /// <summary>Whoever looks at the fleet after a publication sees at once who has it.</summary>
    private void OnDefinitionsReported() => _reporter?.InForce();

    private void UpdateReadiness()
    {
        // Only ever to ready: two threads that look at once must not leave the older answer.
        if (_hasStarted && _feed.IsComplete && (_state.IsKnown || _stateFromCache)) Publisher.SetReady();
    }

    /// <summary>What the cache keeps: nothing while it is not known what is killed, since that would revive it.</summary>
    private CachedConfig? Snapshot() =>
        _hasStarted && _feed.IsComplete && (_state.IsKnown || _stateFromCache)
            ? new CachedConfig(_options.Environment!, _feed.Contents, [.. _register.Kills.Where(IsOfStore)]) { Stages = _state.State }
            : null;

    private static bool IsOfStore(Kill kill) => kill.Source is not (KillFile.Source or ConfiguredKills.Source or UndeliveredKills.Source);
}
