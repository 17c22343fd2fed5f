using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context;
using OpenTelemetry.Context.Propagation;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Passes the unit that <see cref="UnitBaggage"/> carries to the named hosts only: for all others it is removed from the current baggage,
/// from baggage that came in with the request being served, and from headers, for this one call. Put it into the chain of every
/// <see cref="HttpClient"/>; for allowed hosts it writes the header itself, so it works without HTTP instrumentation too. It sees each
/// request once: switch off redirects to other hosts (<see cref="HttpClientHandler.AllowAutoRedirect"/>). Thread-safe.
/// </summary>
/// <example><code>new HttpClient(new UnitBaggageHandler(["basket.internal"]) { InnerHandler = new SocketsHttpHandler() })</code></example>
public sealed class UnitBaggageHandler : DelegatingHandler
{
    private const string BaggageHeader = "baggage";
    private const string BaggageSlot = "otel.baggage";

    private static readonly string[] Headers = [BaggageHeader, "Correlation-Context"];
    private static readonly BaggagePropagator Propagator = new();

    private readonly FrozenSet<string> _hosts;

    /// <param name="allowedHosts">Host names without port; case does not matter; no wildcards.</param>
    /// <exception cref="ArgumentException">A host is empty, or has a scheme, port, path or wildcard.</exception>
    public UnitBaggageHandler(IEnumerable<string> allowedHosts)
    {
        ArgumentNullException.ThrowIfNull(allowedHosts);
        _hosts = allowedHosts.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        if (_hosts.FirstOrDefault(host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } odd)
        {
            throw new ArgumentException(
                $"'{odd}' is not a host name. Write it without scheme, port, path and wildcard, such as \"basket.internal\".",
                nameof(allowedHosts));
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // What an async method does to the context is undone when it returns, so the caller's baggage stays as it is.
        Prepare(request);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var before = ExecutionContext.Capture();
        try
        {
            Prepare(request);
            return base.Send(request, cancellationToken);
        }
        finally
        {
            if (before is not null) ExecutionContext.Restore(before);
        }
    }

    private void Prepare(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestUri is { IsAbsoluteUri: true } uri && _hosts.Contains(uri.IdnHost)) Write(request);
        else Strip(request);
    }

    /// <summary>HTTP instrumentation, where there is any, then writes the same header anew, with all of the current baggage.</summary>
    private static void Write(HttpRequestMessage request)
    {
        if (Baggage.Current.GetBaggage(UnitBaggage.Entry) is not { } unit || CarriesUnit(request)) return;
        Inject(Received().SetBaggage(UnitBaggage.Entry, unit), request);
    }

    private static void Strip(HttpRequestMessage request)
    {
        var baggage = Baggage.Current;
        if (baggage.GetBaggage(UnitBaggage.Entry) is not null)
        {
            // The holder of the baggage is shared with whatever else this flow has started, so this call gets one of its own.
            RuntimeContext.SetValue(BaggageSlot, (object?)null);
            Baggage.Current = baggage.RemoveBaggage(UnitBaggage.Entry);
        }

        foreach (var header in Headers) StripHeader(request, header);

        // .NET itself passes on what came in with the served request, but not over a header that is there already.
        if (Activity.Current?.GetBaggageItem(UnitBaggage.Entry) is null) return;
        if (!request.Headers.Contains(BaggageHeader)) Inject(Received(), request);
        foreach (var header in Headers)
        {
            if (!request.Headers.Contains(header)) request.Headers.TryAddWithoutValidation(header, "");
        }
    }

    /// <summary>The baggage that came in with the request being served, other than the unit.</summary>
    private static Baggage Received() => Baggage.Create(
        (Activity.Current?.Baggage ?? []).Where(e => e.Key != UnitBaggage.Entry).DistinctBy(e => e.Key)
            .ToDictionary(e => e.Key, e => e.Value ?? ""));

    private static bool CarriesUnit(HttpRequestMessage request) =>
        request.Headers.TryGetValues(BaggageHeader, out var values) && Entries(values).Any(entry => NameOf(entry) == UnitBaggage.Entry);

    private static string[] Entries(IEnumerable<string> values) =>
        [.. values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static void StripHeader(HttpRequestMessage request, string header)
    {
        if (!request.Headers.TryGetValues(header, out var values)) return;
        var entries = Entries(values);
        string[] others = Array.FindAll(entries, entry => NameOf(entry) != UnitBaggage.Entry);
        if (others.Length == entries.Length) return;
        request.Headers.Remove(header);
        if (others.Length > 0) request.Headers.TryAddWithoutValidation(header, string.Join(',', others));
    }

    private static string NameOf(string entry) => Uri.UnescapeDataString(entry.Split('=', 2)[0].Trim());

    private static void Inject(Baggage baggage, HttpRequestMessage request) => Propagator.Inject(
        new PropagationContext(default, baggage), request,
        static (message, name, value) => message.Headers.TryAddWithoutValidation(name, value));
}
