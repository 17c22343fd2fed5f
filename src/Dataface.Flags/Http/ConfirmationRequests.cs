using System.Globalization;
using System.Text.Json;
using Dataface.Flags.State;
using Polly;

namespace Dataface.Flags.Http;

/// <summary>
/// Asks a server which instances have a change in force, again and again until all that it waits for have: so the wait goes on when the
/// server is restarted meanwhile. Thread-safe.
/// </summary>
internal sealed class ConfirmationRequests(
    FlagServerRequests requests, ResiliencePipeline pipeline, TimeSpan requestTimeout, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long one request waits: well below the time that it may take.</summary>
    private readonly TimeSpan _once = requestTimeout / 2;

    /// <returns>How many have it; null when the server could not be asked in all the time, or knows no such question.</returns>
    public async Task<ChangeConfirmation?> WaitAsync(
        string environment, RecordedChange recorded, TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        ChangeConfirmation? last = null;
        while (true)
        {
            var left = wait - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero && last is not null) return last;
            try
            {
                last = await AskAsync(environment, recorded, Clamp(left), cancellationToken).ConfigureAwait(false);
                if (last.Confirmed >= last.Expected) return last;
            }
            catch (FlagServerException error) when (!cancellationToken.IsCancellationRequested)
            {
                if (!error.IsTransient || left <= TimeSpan.Zero) return last;
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan Clamp(TimeSpan left) => left < TimeSpan.Zero ? TimeSpan.Zero : left < _once ? left : _once;

    private async Task<ChangeConfirmation> AskAsync(
        string environment, RecordedChange recorded, TimeSpan wait, CancellationToken cancellationToken)
    {
        var lineage = recorded.Lineage is { } known ? $"&lineage={Uri.EscapeDataString(known)}" : "";
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"instances/confirmation?environment={Uri.EscapeDataString(environment)}&sequence={recorded.Sequence}{lineage}"
            + $"&wait={wait.TotalSeconds:0.###}");
        var body = await requests.AskAsync(pipeline, () => requests.Request(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        try
        {
            var root = JsonElement.Parse(body.Span);
            return new()
            {
                Confirmed = root.GetProperty("confirmed").GetInt32(),
                Expected = root.GetProperty("expected").GetInt32(),
                Silent = root.TryGetProperty("silent", out var silent) ? silent.GetInt32() : 0,
                Summary = root.GetProperty("summary").GetString() ?? "",
                IsPartial = root.GetProperty("isPartial").GetBoolean(),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FlagServerException($"The answer of '{requests.Name}' is not a confirmation: {error.Message}", error);
        }
    }
}
