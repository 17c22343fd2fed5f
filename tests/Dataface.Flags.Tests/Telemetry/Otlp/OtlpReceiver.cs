using System.Globalization;

namespace Dataface.Flags.Tests.Telemetry.Otlp;

/// <summary>A collector: takes OTLP over HTTP and decodes what came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly LoopbackServer _server = new();

    public Uri Logs => At("logs");

    public Uri Traces => At("traces");

    public Uri Metrics => At("metrics");

    public IReadOnlyList<OtlpRecord> LogRecords =>
        [.. Of("logs", 1, 2, 2)
            .Select(p => new OtlpRecord(
                p.Scope.Text(1), p.Item.Text(12), Attributes(p.Item, 6)) { Trace = Convert.ToHexStringLower(p.Item.Bytes(9)) })];

    public IReadOnlyList<OtlpRecord> Spans =>
        [.. Of("traces", 1, 2, 2)
            .Select(p => new OtlpRecord(
                p.Scope.Text(1), p.Item.Text(5), Attributes(p.Item, 9)) { Trace = Convert.ToHexStringLower(p.Item.Bytes(1)) })];

    /// <summary>The points of all sums and gauges, as they came.</summary>
    public IReadOnlyList<OtlpRecord> Points =>
    [
        .. from pair in Of("metrics", 1, 2, 2)
           from data in pair.Item.Messages(5).Concat(pair.Item.Messages(7))
           from point in data.Messages(1)
           select new OtlpRecord(pair.Scope.Text(1), pair.Item.Text(1), Attributes(point, 7)) { Value = (long)point.Number(6) },
    ];

    /// <summary>What the resources of the requests say of themselves.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Resources =>
        [.. _server.Requests.SelectMany(request => new ProtoMessage(request.Body).Along(1, 1)).Select(resource => Attributes(resource, 1))];

    /// <summary>Where the signals are below.</summary>
    public Uri Address => new($"http://127.0.0.1:{_server.Port}");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Uri At(string signal) => new($"http://127.0.0.1:{_server.Port}/v1/{signal}");

    /// <summary>The items of each scope: a request holds resources, these hold scopes, and these hold items.</summary>
    private IEnumerable<(ProtoMessage Scope, ProtoMessage Item)> Of(string signal, int resources, int scopes, int items) =>
        from request in _server.Requests
        where request.Path == $"/v1/{signal}"
        from scope in new ProtoMessage(request.Body).Along(resources, scopes)
        from item in scope.Messages(items)
        select (scope.Messages(1).Single(), item);

    private static Dictionary<string, string> Attributes(ProtoMessage item, int field) =>
        item.Messages(field).ToDictionary(a => a.Text(1), a => Value(a.Messages(2).Single()));

    private static string Value(ProtoMessage value)
    {
        if (value.Has(1)) return value.Text(1);
        return value.Has(2) ? value.Number(2) == 1 ? "true" : "false" : ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>A log record, span or data point.</summary>
/// <param name="Scope">The logger's category, the activity source or the meter.</param>
/// <param name="Name">The event's, the span's or the instrument's name.</param>
internal sealed record OtlpRecord(string Scope, string Name, IReadOnlyDictionary<string, string> Attributes)
{
    public string Trace { get; init; } = "";

    public long Value { get; init; }

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);
}
