using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>What a server answers to a report. Immutable.</summary>
/// <param name="Claim">What the instance is called from then on, and what shows that it is its own.</param>
/// <param name="Receipt">What else it says.</param>
internal sealed record InstanceTicket(InstanceClaim Claim, InstanceReceipt Receipt)
{
    private static readonly (double Least, double Most) IntervalSeconds = (0.1, 3_600);

    /// <exception cref="FlagServerException">It is no such answer.</exception>
    public static InstanceTicket Read(ReadOnlyMemory<byte> answer, string server)
    {
        try
        {
            var root = JsonElement.Parse(answer.Span);
            var seconds = root.GetProperty("intervalSeconds").GetDouble();
            return new(
                new(root.GetProperty("id").GetGuid(), root.GetProperty("token").GetString() ?? throw new FormatException("token")),
                new(
                    TimeSpan.FromSeconds(Math.Clamp(seconds, IntervalSeconds.Least, IntervalSeconds.Most)),
                    Math.Max(root.GetProperty("instances").GetInt32(), 1),
                    root.TryGetProperty("usage", out var usage) ? usage.GetInt64() : null,
                    root.TryGetProperty("from", out var from) && from.GetBoolean()));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FlagServerException($"The answer of '{server}' to a report is not a ticket: {error.Message}", error);
        }
    }
}
