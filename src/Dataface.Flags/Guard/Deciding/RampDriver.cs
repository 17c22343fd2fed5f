using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Takes a ramp from step to step: when its hold has passed, the guard is quiet, and there is evidence of no harm. Not thread-safe.
/// </summary>
internal sealed class RampDriver(GuardContext context) : IDisposable
{
    private readonly StageRecording _recording = new(context);
    private int? _proved;

    public void Dispose() => _recording.Dispose();

    /// <summary>Has a stage recorded, in the state store, for all instances.</summary>
    /// <returns>Whether it was.</returns>
    public Task<bool> RecordAsync(GuardedRollout rollout, RampState ramp, string reason) =>
        _recording.RecordAsync(rollout.Key, rollout.Id, ramp, reason);

    /// <summary>Goes on when it is time.</summary>
    /// <returns>What it waits for, or null when there is nothing to wait for.</returns>
    public async Task<string?> DriveAsync(
        GuardedRollout rollout, RampState ramp, int epoch, EpochTests[] tests, EpochTests[] step, GuardHealth health, DateTimeOffset now)
    {
        if (rollout.NextShare is not { } next || health == GuardHealth.Aborted) return null;
        if (health != GuardHealth.Alone && IsProved(step)) _proved = rollout.Stage;
        if (Missing(rollout, ramp, tests, step, health, now, _proved == rollout.Stage) is { } missing) return missing;
        var stage = new RampState { Stage = rollout.Stage + 1, Epoch = epoch + 1, Percent = Percentage.Of(next), Since = now };
        var shown = step.MinBy(test => test.Harmless.LogRelative) ?? tests[0];
        var reason = GuardSentences.Advances(shown, rollout.Guard.NoHarmRatio, _proved == rollout.Stage, tests[0].Figures);
        if (await RecordAsync(rollout, stage, reason).ConfigureAwait(false))
        {
            GuardLog.Advanced(context.Logger, rollout.Id, stage.Stage, Percentage.Of(next), reason);
        }
        return GuardSentences.GoesOn(Percentage.Of(next));
    }

    /// <summary>Whether every treatment is proved to do no harm.</summary>
    public static bool IsProved(EpochTests[] step) =>
        step.Length > 0 && step.All(test => test.Harmless.IsProved && test.Short != RolloutArm.Treatment);

    /// <summary>What keeps a rollout from its next step, or null.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="ramp">Where it stands.</param>
    /// <param name="tests">The tests of the epoch.</param>
    /// <param name="step">The tests over all days of the step.</param>
    /// <param name="health">What the guard can say.</param>
    /// <param name="now">The time.</param>
    /// <param name="isProved">Whether no harm was proved in this step.</param>
    public static string? Missing(
        GuardedRollout rollout, RampState ramp, EpochTests[] tests, EpochTests[] step, GuardHealth health, DateTimeOffset now,
            bool isProved)
    {
        var definition = rollout.Definition.Ramp!;
        var held = now - ramp.Since;
        if (ramp.IsPaused) return GuardSentences.Paused;
        if (rollout.Objective is { Holds: true } objective) return GuardSentences.Holds(objective);
        if (held < definition.Hold) return GuardSentences.Held(definition.Hold - held);
        if (tests.SelectMany(t => t.Signals).FirstOrDefault(s => s.LogE >= NoHarmTest.Threshold) is { } loud)
            return GuardSentences.Loud(loud);
        if (health is GuardHealth.Unprotected) return GuardSentences.OneSided;
        if (health is GuardHealth.Silent) return GuardSentences.NoEvidence;
        if (isProved) return null;
        if (definition.Patience is { } patience && health is GuardHealth.Watching && held >= patience) return null;
        var isWatched = health is GuardHealth.Watching || (health is GuardHealth.Starting && step.Any(t => t.HasControl));
        return isWatched ? Evidence(rollout, step, held) : GuardSentences.NoEvidence;
    }

    private static string Evidence(GuardedRollout rollout, EpochTests[] tests, TimeSpan held)
    {
        var test = tests.First(t => !t.Harmless.IsProved);
        return GuardSentences.TooLittle(test, rollout.Guard.ErrorBound, test.Harmless.Until(held));
    }
}
