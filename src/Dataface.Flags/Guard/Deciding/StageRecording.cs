using Dataface.Flags.Background;
using Dataface.Flags.State;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Has stages recorded in the state store, each once for all instances. Not thread-safe.</summary>
internal sealed class StageRecording(GuardContext context) : IDisposable
{
    private readonly OutageWitness _recording = context.Outages.Witness(context.State.StoreName);
    private RampState? _asked;

    public void Dispose() => _recording.Dispose();

    /// <summary>Has a stage recorded.</summary>
    /// <param name="flag">The flag, or the objective, that it is of.</param>
    /// <param name="rollout">The rollout's id.</param>
    /// <param name="ramp">The stage.</param>
    /// <param name="reason">Why it begins.</param>
    /// <returns>Whether it is recorded.</returns>
    public async Task<bool> RecordAsync(string flag, string rollout, RampState ramp, string reason)
    {
        if (_asked == ramp) return true;
        var change = context.Change(StateAction.Advance, flag, reason, $"{rollout}\n{ramp.Stage}\n{ramp.Epoch}\n{ramp.MilliPercent}") with
        {
            Rollout = rollout,
            Stage = ramp.Stage,
            Epoch = ramp.Epoch,
            MilliPercent = ramp.MilliPercent,
            At = ramp.Since,
        };
        var sent = await context.State.RecordRampAsync(change).ConfigureAwait(false);
        if (sent.Error is not { } error)
        {
            _recording.Works();
            _asked = ramp;
            return true;
        }

        var news = _recording.Failed(error);
        GuardLog.StateNotRecorded(context.Logger, news.Level, rollout, news.Count, sent.Problem!);
        return false;
    }
}
