using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Linking;
using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Providers;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Serving;

/// <summary>
/// Follows the providers and publishes what they hold together. At start it waits for all of them and takes them over at once, so that
/// documents which refer to each other need no order of arrival.
/// </summary>
internal sealed class DefinitionFeed : IAsyncDisposable
{
    private readonly IFlagConfigProvider[] _providers;
    private readonly ProviderRunner[] _runners;
    private readonly string?[] _refusals;
    private readonly LayeredDocuments _layers;
    private readonly (ParsedDocument Document, string Revision)?[] _renamed;
    private readonly Dictionary<int, ParsedDocument> _early = [];
    private readonly DocumentPolicy _policy;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private LinkedDocuments? _published;
    private bool _hasStarted;

    public DefinitionFeed(
        IEnumerable<IFlagConfigProvider> providers, DocumentPolicy policy, TimeProvider time, ILogger logger, OutageLog outages)
    {
        _providers = [.. providers];
        _refusals = new string?[_providers.Length];
        _layers = new LayeredDocuments(_providers.Length);
        _renamed = new (ParsedDocument, string)?[_providers.Length];
        (_policy, _time, _logger) = (policy, time, logger);
        _runners = [.. _providers.Select(
            (provider, layer) => new ProviderRunner(provider, content => Accept(layer, content), _time, logger, outages))];
    }

    /// <summary>Other definitions are to come into force; not raised twice at once.</summary>
    public event Action<AcceptedDefinitions>? Accepted;

    /// <summary>What is in force has another revision, although it is the same.</summary>
    public event Action? Renamed;

    /// <summary>Names what is in force, as its providers name it now.</summary>
    public string Revision
    {
        get
        {
            lock (_gate) return string.Join('+', Enumerable.Range(0, _providers.Length).Select(RevisionOf).OfType<string>());
        }
    }

    /// <summary>The definitions that were accepted last.</summary>
    public FlagDocument Document { get; private set; } = FlagDocument.Empty;

    /// <summary>Whether every provider's definitions are in force, be they from the cache.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate) return _layers.IsComplete;
        }
    }

    /// <summary>The providers without definitions.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_gate) return [.. _providers.Where((_, layer) => _layers[layer] is null).Select(p => p.Name)];
        }
    }

    /// <summary>A refused document is a problem of its provider, too; that it cannot be read now is the newer one.</summary>
    public IReadOnlyList<ProviderStatus> Status =>
        [.. _runners.Select(runner => runner.Status)
            .Select((status, layer) => status with { Problem = status.Problem ?? _refusals[layer] })];

    /// <summary>Whether what the provider gave may be old.</summary>
    public bool IsStale(string provider)
    {
        var layer = Array.FindIndex(_providers, p => p.Name == provider);
        return layer >= 0 && (_refusals[layer] is not null || _runners[layer].Status.IsStale);
    }

    /// <summary>Which source gives what may be old, and why; null when it is up to date.</summary>
    /// <param name="provider">The provider; null for the first of those that are not up to date.</param>
    public string? WhyStale(string? provider) => _providers
        .Select((p, layer) => provider is null || p.Name == provider ? WhyStale(p, layer) : null).FirstOrDefault(why => why is not null);

    private string? WhyStale(IFlagConfigProvider provider, int layer)
    {
        if ((_runners[layer].Status.Problem ?? _refusals[layer]) is not { } problem) return null;
        var path = (_providers[layer] as FileFlagConfigProvider)?.FullPath;
        var isSaid = path is null || path == provider.Name || problem.Contains(path, StringComparison.Ordinal);
        return $"{provider.Name}{(isSaid ? "" : $" at {path}")} ({problem})";
    }

    /// <summary>The documents in force, for the cache.</summary>
    public IReadOnlyDictionary<string, FlagConfigContent> Contents
    {
        get
        {
            lock (_gate)
            {
                return Enumerable.Range(0, _providers.Length).Where(layer => _layers[layer] is not null)
                    .ToDictionary(layer => _providers[layer].Name, layer => new FlagConfigContent
                    {
                        Utf8Json = _layers[layer]!.Utf8Json,
                        Revision = RevisionOf(layer)!,
                    });
            }
        }
    }

    /// <summary>Starts all providers and waits for their first answers.</summary>
    /// <param name="cached">Stands in for providers that give nothing good.</param>
    /// <param name="patience">Ends the waiting.</param>
    /// <returns>The providers for which the cache stands in.</returns>
    public async Task<IReadOnlyList<string>> StartAsync(IReadOnlyDictionary<string, FlagConfigContent> cached, CancellationToken patience)
    {
        foreach (var runner in _runners) runner.Start();
        try
        {
            await Task.WhenAll(_runners.Select(r => r.FirstLoad)).WaitAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Whoever is late comes in later.
        }

        lock (_gate)
        {
            var stale = FromCache(cached);
            _layers.Offer(stale);
            _hasStarted = true;
            if (_early.Count > 0) Offer(_early);
            PublishNews();
            return [.. stale.Where(s => ReferenceEquals(_layers[s.Key], s.Value)).Select(s => _providers[s.Key].Name)];
        }
    }

    /// <summary>Reads what every provider says now, and takes it over.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_runners.Select(runner => runner.ReadAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var runner in _runners) await runner.DisposeAsync().ConfigureAwait(false);
    }

    private Dictionary<int, ParsedDocument> FromCache(IReadOnlyDictionary<string, FlagConfigContent> cached)
    {
        var documents = new Dictionary<int, ParsedDocument>();
        for (var layer = 0; layer < _providers.Length; layer++)
        {
            if (!cached.TryGetValue(_providers[layer].Name, out var content)) continue;
            var document = Parse(layer, content);
            if (!document.HasErrors) documents.Add(layer, document);
        }

        return documents;
    }

    private ParsedDocument Parse(int layer, FlagConfigContent content) =>
        DocumentParser.Parse(
            content.Utf8Json, _providers[layer].Name, _policy, FlagDocumentReader.Today(_time)) with
        { Revision = content.Revision };

    private string? RevisionOf(int layer) => _layers[layer] is not { } document ? null
        : _renamed[layer] is { } renamed && ReferenceEquals(renamed.Document, document) ? renamed.Revision : document.Revision;

    /// <summary>A server may publish a document of which the part for this environment is as before.</summary>
    private bool TryRename(int layer, FlagConfigContent content)
    {
        lock (_gate)
        {
            if (!_hasStarted || _refusals[layer] is not null || _layers.IsWaiting(layer) || _layers[layer] is not { } document
                || !document.Utf8Json.Span.SequenceEqual(content.Utf8Json.Span)) return false;
            _renamed[layer] = (document, content.Revision);
        }

        Renamed?.Invoke();
        return true;
    }

    private void Accept(int layer, FlagConfigContent content)
    {
        if (TryRename(layer, content)) return;
        var document = Parse(layer, content);
        lock (_gate)
        {
            if (!_hasStarted)
            {
                if (document.HasErrors) _refusals[layer] = Refusal(layer, document.Problems);
                else (_early[layer], _refusals[layer]) = (document, null);
                return;
            }

            Offer(new Dictionary<int, ParsedDocument> { [layer] = document });
            PublishNews();
        }
    }

    private void Offer(IReadOnlyDictionary<int, ParsedDocument> documents)
    {
        foreach (var (layer, problems) in _layers.Offer(documents))
        {
            _refusals[layer] = Refusal(layer, problems);
        }

        for (var layer = 0; layer < _refusals.Length; layer++)
        {
            // What another document lacked may have come with this one.
            if (_layers[layer] is not null && !_layers.IsWaiting(layer) && !documents.ContainsKey(layer)) _refusals[layer] = null;
        }
    }

    /// <summary>
    /// Logs the problems, where somebody can mend them, and gives the reason of a refusal, or null when there is no error.
    /// </summary>
    private string? Refusal(int layer, IReadOnlyList<DocumentProblem> problems)
    {
        if (_providers[layer] is ILocatesProblems places) problems = [.. problems.Select(places.Locate)];
        return DocumentLog.Problems(_logger, _providers[layer].Name, problems);
    }

    private void PublishNews()
    {
        if (_layers.Linked is not { } linked || ReferenceEquals(linked, _published)) return;
        _published = linked;
        DocumentLog.Changes(_logger, Document, linked.Document!);
        Document = linked.Document!;
        var sources = Enumerable.Range(0, _providers.Length).Where(layer => _layers[layer] is not null)
            .ToDictionary(layer => _layers[layer]!, layer => new FlagSource(_providers[layer].Name, RevisionOf(layer)!));
        Accepted?.Invoke(new(Document, key => sources[linked.OwnerOf(key)], string.Join('+', sources.Values.Select(s => s.Revision))));
    }
}

/// <summary>Definitions that hold together.</summary>
/// <param name="Document">All of them.</param>
/// <param name="Sources">Where a flag's definition came from.</param>
/// <param name="Revision">Names the whole set.</param>
internal sealed record AcceptedDefinitions(FlagDocument Document, Func<string, FlagSource> Sources, string Revision);
