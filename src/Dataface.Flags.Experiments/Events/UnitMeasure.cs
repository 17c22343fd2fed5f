using System.Text;
using System.Text.Json;

namespace Dataface.Flags.Experiments.Events;

/// <summary>
/// Makes of a unit's events what it adds to an experiment's sums: one value for each metric, counted from its first exposure on, whenever
/// its events came. The same as <c>AggregationSql</c> of PostgreSQL; an inherited test holds the two together. Pure; thread-safe.
/// </summary>
internal sealed class UnitMeasure
{
    private readonly HashSet<string> _arms;
    private readonly long _from;
    private readonly long _until;
    private readonly Counter[] _counters;

    public UnitMeasure(EventPlan plan)
    {
        _arms = new(plan.Arms, StringComparer.Ordinal);
        _from = plan.From is { } from ? UnitEvent.Microseconds(from) : long.MinValue;
        _until = plan.Until is { } until ? UnitEvent.Microseconds(until) : long.MaxValue;
        _counters = [.. plan.Metrics.Select(m => new Counter(m))];
    }

    /// <param name="events">All of the unit's events of the environment, in any order: exposures of the flag, and outcomes.</param>
    /// <returns>Null when it does not take part.</returns>
    public MeasuredUnit? Of(IReadOnlyCollection<UnitEvent> events)
    {
        var (first, variant, isMixed) = (long.MaxValue, (string?)null, false);
        foreach (var e in events)
        {
            if (!e.IsExposure || e.At < _from || e.At >= _until || !_arms.Contains(e.Name)) continue;
            first = Math.Min(first, e.At);
            isMixed |= variant is not null && variant != e.Name;
            if (variant is null || string.CompareOrdinal(e.Name, variant) < 0) variant = e.Name;
        }

        if (variant is null) return null;
        var values = new List<PlacedValue>(_counters.Length + 1) { isMixed ? new(0, 0, 1) : new(0, 1, 0) };
        if (!isMixed)
        {
            foreach (var counter in _counters)
            {
                if (counter.Count(events, first) is { } value) values.Add(value);
            }
        }

        return new(variant, DateOnly.FromDateTime(DateTime.UnixEpoch.AddMicroseconds(first)), values);
    }

    private sealed class Counter(CountedMetric metric)
    {
        private readonly long _after = Span(metric.After);
        private readonly long? _length = metric.Length is { } length ? Span(length) : null;
        private readonly long _before = metric.Before is { } before ? UnitEvent.Microseconds(before) : long.MaxValue;
        private readonly ExactDecimal? _cap = metric.Cap is { } cap ? ExactDecimal.Of(cap) : null;
        private readonly byte[]? _attribute = metric.Attribute is { } attribute ? Encoding.UTF8.GetBytes(attribute) : null;

        /// <summary>Null without an outcome: it would add nothing.</summary>
        public PlacedValue? Count(IReadOnlyCollection<UnitEvent> events, long first)
        {
            var (begin, end) = (first + _after, Math.Min(_before, _length is { } length ? first + length : long.MaxValue));
            var (hits, divisor, sum) = (0L, 0L, default(ExactDecimal));
            foreach (var e in events)
            {
                if (e.IsExposure || e.At < begin || e.At >= end) continue;
                if (e.Name == metric.Divisor) divisor++;
                if (e.Name != metric.Event) continue;
                hits++;
                if (_attribute is not null && !metric.IsProportion) sum += Number(e.Attributes);
            }

            if (hits + divisor == 0) return null;
            ExactDecimal x = metric.IsProportion ? Math.Min(hits, 1) : _attribute is null ? hits : sum;
            return new(metric.Place, _cap is { } cap ? ExactDecimal.Min(x, cap) : x, divisor);
        }

        /// <summary>What is no number adds nothing.</summary>
        private ExactDecimal Number(string? attributes)
        {
            if (attributes is null) return default;
            Span<byte> utf8 = attributes.Length <= 256 ? stackalloc byte[attributes.Length * 3] : new byte[attributes.Length * 3];
            var json = new Utf8JsonReader(utf8[..Encoding.UTF8.GetBytes(attributes, utf8)]);
            while (json.Read())
            {
                if (json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals(_attribute)) continue;
                json.Read();
                if (json.TokenType != JsonTokenType.Number) return default;
                return ExactDecimal.Parse(Encoding.ASCII.GetString(json.ValueSpan));
            }

            return default;
        }

        private static long Span(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;
    }
}
