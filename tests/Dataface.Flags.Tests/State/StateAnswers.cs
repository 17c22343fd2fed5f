using System.Globalization;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>What a store answers and comes to, as text, so that a difference says what it is.</summary>
internal static class StateAnswers
{
    /// <summary>Where a change is recorded, or with which code it is refused.</summary>
    public static async Task<string> OfAsync(Func<Task<long>> apply)
    {
        try
        {
            return $"recorded at {await apply()}";
        }
        catch (DefinitionConflictException conflict)
        {
            return $"refused: {conflict.Kind}, {conflict.Current} is in force";
        }
        catch (RefusalException refusal)
        {
            return $"refused: {refusal.Kind}";
        }
    }

    public static string Of(FlagState state) => string.Join('\n',
    [
        $"sequence {state.Sequence} of '{state.Lineage}', {state.Document}",
        .. state.Kills.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => $"kill {k.Key}: {Text(k.Value)}"),
        .. state.Ramps.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"ramp {r.Key}: {Text(r.Value)}"),
        .. state.Restores.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"restored {r.Key}: {r.Value}"),
    ]);

    private static string Text(Kill kill) => $"{kill.Flag}, {kill.Source}, {kill.By}, {kill.Reason}, {Text(kill.At)}";

    private static string Text(RampState ramp) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{ramp.Stage}, {ramp.Epoch}, {ramp.MilliPercent}, {Text(ramp.Since)}, {ramp.IsPaused}");

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
