namespace Dataface.Flags.Guard.Recording;

/// <summary>Counts the requests of one objective, each once, whatever flags were asked in it. Thread-safe.</summary>
internal sealed class ObjectiveMeter
{
    /// <summary>Without sides: all are counted as control's.</summary>
    private readonly RequestCounters _requests = new(arms: 1);

    public void Count(bool isError) => _requests.Count(0, isError);

    /// <summary>What is new, as a report of a day.</summary>
    public IRecorded Of(GuardEpoch day) => new Day(day, _requests);

    private sealed class Day(GuardEpoch day, RequestCounters requests) : IRecorded
    {
        public GuardEpoch Epoch => day;

        public (IReadOnlyList<GuardObservation> Observations, IReadOnlyList<GuardTally> Tallies) Drain() => ([], requests.Drain());
    }
}
