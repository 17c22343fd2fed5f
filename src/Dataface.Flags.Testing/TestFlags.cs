using Dataface.Flags.Guard;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Testing.Forcing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Testing;

/// <summary>
/// Flags for tests: a real client, in which a test forces flags for itself alone. A forced flag serves one variant to everyone, with reason
/// <see cref="EvaluationReason.Served"/>, whatever its rules, rollout, prerequisites and expiry say; a kill still wins. Everything else,
/// such as flags that require a forced one, explanations and counters, works as in production. Thread-safe; tests that run in parallel can
/// share one.
/// </summary>
/// <remarks>
/// Force in the test itself or in a method that is not async: what an async method forces is lost when it returns to its caller, as with
/// every <see cref="AsyncLocal{T}"/>.
/// </remarks>
/// <example><code>
/// await using var flags = new TestFlags();
/// using var _ = flags.Force("checkout-v2", true);
/// Assert.That(new Shop(flags).Page, Is.EqualTo("one page"));
/// </code></example>
public sealed class TestFlags : IFlagClient, IAsyncDisposable, IDisposable
{
    /// <summary>The environment of a <see cref="TestFlags"/> that is given none: <c>test</c>.</summary>
    public const string DefaultEnvironment = "test";

    private readonly FlagClient _client;
    private readonly ForcedSnapshots _snapshots;
    private readonly AsyncLocal<ForcedFlag?> _flow = new();
    private readonly ForcedFlag? _origin;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile ForcedFlag? _everywhere;

    /// <summary>
    /// Flags without documents: any flag can be forced, and all others are off. Waits for the client to start, which does no I/O.
    /// </summary>
    public TestFlags()
        : this(new ForceWatcher())
    {
    }

    private TestFlags(ForceWatcher watcher)
        : this(StartClientAsync(_ => { }, watcher, null, default).GetAwaiter().GetResult(), watcher, AmbientFlags.Current, null)
    {
    }

    private TestFlags(FlagClient client, ForceWatcher watcher, ForcedFlag? origin, ILoggerFactory? loggers)
    {
        (_client, _origin, _logger) = (client, origin, ForcingLog.Of(loggers));
        _snapshots = new ForcedSnapshots(client, watcher);
    }

    /// <inheritdoc/>
    public string Environment => _client.Environment;

    /// <inheritdoc/>
    public IKillSwitch KillSwitch => _client.KillSwitch;

    /// <inheritdoc/>
    public IFlagGuard Guard => _client.Guard;

    /// <inheritdoc/>
    public FlagClientStatus Status => _client.Status;

    /// <summary>Flags from documents, of which a test forces some. Only what the documents define can be forced.</summary>
    /// <param name="configure">
    /// Sets where flags come from. <see cref="FlagClientOptions.Environment"/> is <see cref="DefaultEnvironment"/>, and
    /// <see cref="FlagClientOptions.Strict"/> is on, unless you change them here.
    /// </param>
    /// <param name="loggers">
    /// Where to log; null for nowhere, except that a flag that was forced but never evaluated is reported on standard error.
    /// </param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The options are incomplete or contradict each
    /// other.</exception>
    /// <exception cref="InvalidOperationException">A document is refused or cannot be read, or a declared key is not defined.</exception>
    public static async Task<TestFlags> StartAsync(
        Action<FlagClientOptions> configure, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var (origin, watcher) = (AmbientFlags.Current, new ForceWatcher());
        var client = await StartClientAsync(configure, watcher, loggers, cancellationToken).ConfigureAwait(false);
        return new TestFlags(client, watcher, origin, loggers);
    }

    /// <summary>Forces a boolean flag.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="value">Whether it is on.</param>
    /// <param name="scope">
    /// Who sees it. What is forced for the flow wins, then what is forced everywhere, then <see cref="AmbientFlags"/>; within each, the
    /// latest wins.
    /// </param>
    /// <returns>Dispose it to end the force for everyone who sees it.</returns>
    /// <exception cref="ArgumentException">
    /// Documents are loaded and do not define the flag, or it has no variant of this value; or the key is null or empty.
    /// </exception>
    public IDisposable Force(string key, bool value, ForceScope scope = ForceScope.Flow) => Force(key, ForcedValue.Of(value), scope);

    /// <summary>Forces a string flag.</summary>
    /// <inheritdoc cref="Force(string, bool, ForceScope)"/>
    public IDisposable Force(string key, string value, ForceScope scope = ForceScope.Flow) => Force(key, ForcedValue.Of(value), scope);

    /// <summary>Forces a number flag.</summary>
    /// <inheritdoc cref="Force(string, bool, ForceScope)"/>
    public IDisposable Force(string key, double value, ForceScope scope = ForceScope.Flow) => Force(key, ForcedValue.Of(value), scope);

    /// <summary>Forces a flag whose values are whole numbers.</summary>
    /// <inheritdoc cref="Force(string, bool, ForceScope)"/>
    public IDisposable Force(string key, long value, ForceScope scope = ForceScope.Flow) => Force(key, ForcedValue.Of(value), scope);

    /// <summary>Forces a flag whose values are decimal numbers.</summary>
    /// <inheritdoc cref="Force(string, bool, ForceScope)"/>
    public IDisposable Force(string key, decimal value, ForceScope scope = ForceScope.Flow) => Force(key, ForcedValue.Of(value), scope);

    /// <summary>
    /// Forces a flag by its typed handle. Objects are compared with those of the document by <see cref="object.Equals(object)"/>.
    /// </summary>
    /// <inheritdoc cref="Force(string, bool, ForceScope)"/>
    public IDisposable Force<T>(FlagKey<T> key, T value, ForceScope scope = ForceScope.Flow)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Force(key.Key, HandleValue.Of(_client.Pin(), key, value), scope);
    }

    /// <summary>Forces a flag to one of its variants.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="variant">The variant's name.</param>
    /// <param name="scope">Who sees it.</param>
    /// <returns>Dispose it to end the force for everyone who sees it.</returns>
    /// <exception cref="ArgumentException">No document defines the flag, or it has no such variant; or a name is null or empty.</exception>
    public IDisposable ForceVariant(string key, string variant, ForceScope scope = ForceScope.Flow) =>
        Force(key, ForcedValue.VariantNamed(variant), scope);

    /// <summary>The flags as they are now for the caller, including forced ones. The snapshot keeps forces that end later.</summary>
    public FlagSnapshot Pin()
    {
        var layers = new ForcedLayers(
            ForcedFlag.Live(_flow.Value), ForcedFlag.Live(_everywhere), AmbientFlags.Current, ForcedFlag.Live(_origin));
        return layers.IsEmpty ? _client.Pin() : _snapshots.For(layers);
    }

    /// <inheritdoc/>
    public bool IsEnabled(string key, EvaluationContext? context = null) => Pin().IsEnabled(key, context);

    /// <inheritdoc/>
    public bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Pin().IsEnabled(key, context);

    /// <inheritdoc/>
    public T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().GetValue(key, context);

    /// <inheritdoc/>
    public string GetString(string key, string fallback, EvaluationContext? context = null) => Pin().GetString(key, fallback, context);

    /// <inheritdoc/>
    public double GetNumber(string key, double fallback, EvaluationContext? context = null) => Pin().GetNumber(key, fallback, context);

    /// <inheritdoc/>
    public Evaluation<bool> Evaluate(string key, EvaluationContext? context = null) => Pin().Evaluate(key, context);

    /// <inheritdoc/>
    public Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null) => Pin().Evaluate(key, context);

    /// <inheritdoc/>
    public Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null) =>
        Pin().EvaluateString(key, fallback, context);

    /// <inheritdoc/>
    public Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null) =>
        Pin().EvaluateNumber(key, fallback, context);

    /// <inheritdoc/>
    public FlagExplanation Explain(string key, EvaluationContext? context = null) => Pin().Explain(key, context);

    /// <inheritdoc/>
    public IEnumerable<EvaluationCount> ReadCounts() => _client.ReadCounts();

    /// <summary>Calls a listener after each change of what is in force, including forces in any scope.</summary>
    /// <inheritdoc/>
    public IDisposable OnChange(Action<FlagsChanged> changed) => _client.OnChange(changed);

    /// <summary>Stops following the sources. Evaluation continues with the flags as they are.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => _client.Dispose();

    private static Task<FlagClient> StartClientAsync(
        Action<FlagClientOptions> configure, ForceWatcher watcher, ILoggerFactory? loggers, CancellationToken cancellationToken) =>
        FlagClient.StartAsync(
            options =>
            {
                (options.Environment, options.Strict) = (DefaultEnvironment, true);
                options.Watchers.Add(watcher);
                configure(options);
                if (options.Providers.Count == 0) options.AddProvider(new InMemoryFlagConfigProvider("""{ "schema": 1, "flags": {} }"""));
            },
            loggers ?? NullLoggerFactory.Instance, cancellationToken);

    private Force Force(string key, ForcedValue value, ForceScope scope)
    {
        ForceCheck.ThrowIfImpossible(_client.Pin(), key, value);
        var force = scope == ForceScope.Everywhere ? ForceEverywhere(key, value) : ForceFlow(key, value);
        Tell(key);
        return force;
    }

    private Force ForceFlow(string key, ForcedValue value)
    {
        var forced = new ForcedFlag(key, value, ForcedFlag.Live(_flow.Value));
        _flow.Value = forced;
        return new Force(forced, _logger, () =>
        {
            _flow.Value = ForcedFlag.Live(_flow.Value);
            Tell(key);
        });
    }

    private Force ForceEverywhere(string key, ForcedValue value)
    {
        ForcedFlag forced;
        lock (_gate) _everywhere = forced = new ForcedFlag(key, value, ForcedFlag.Live(_everywhere));
        return new Force(forced, _logger, () => Tell(key));
    }

    /// <summary>A forced flag is defined otherwise, for whoever sees it.</summary>
    private void Tell(string key) => _client.Tell(new() { Flags = [new() { Flag = key, Cause = FlagChangeCause.Definition }] });
}
