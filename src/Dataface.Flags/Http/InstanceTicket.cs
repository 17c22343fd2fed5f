using System.Text.Json;

namespace Dataface.Flags.Http;

/// <summary>What a server answers to a report. Immutable.</summary>
/// <param name="Id">What the instance is called from then on.</param>
/// <param name="Token">Shows that it is its own.</param>
/// <param name="Interval">How soon the server wants to hear of it again.</param>
/// <param name="Instances">How many instances of the environment the server knows.</param>
/// <param name="Usage">The number of the usage that it has taken, or 0; null when it does not ask for usage.</param>
internal sealed record InstanceTicket(Guid Id, string Token, TimeSpan Interval, int Instances, long? Usage)
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
                root.GetProperty("id").GetGuid(),
                root.GetProperty("token").GetString() ?? throw new FormatException("token"),
                TimeSpan.FromSeconds(Math.Clamp(seconds, IntervalSeconds.Least, IntervalSeconds.Most)),
                Math.Max(root.GetProperty("instances").GetInt32(), 1),
                root.TryGetProperty("usage", out var usage) ? usage.GetInt64() : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FlagServerException($"The answer of '{server}' to a report is not a ticket: {error.Message}", error);
        }
    }
}
