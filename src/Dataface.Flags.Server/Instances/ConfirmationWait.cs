namespace Dataface.Flags.Server.Instances;

/// <summary>One wait until instances have a change in force. Its environment's lock guards it, but for <see cref="All"/>.</summary>
internal sealed class ConfirmationWait
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, InstanceView> _missing;
    private readonly string _lineage;
    private readonly long _sequence;

    /// <param name="lineage">The lineage of the position.</param>
    /// <param name="sequence">Where the change is recorded.</param>
    /// <param name="expected">Those who are waited for.</param>
    public ConfirmationWait(string lineage, long sequence, IEnumerable<InstanceView> expected)
    {
        (_lineage, _sequence) = (lineage, sequence);
        var all = expected.ToList();
        Expected = all.Count;
        _missing = all.Where(instance => !instance.Holds(lineage, sequence)).ToDictionary(instance => instance.Id);
        EndIfAll();
    }

    /// <summary>How many are waited for, those who leave meanwhile left out.</summary>
    public int Expected { get; private set; }

    /// <summary>Who does not have it yet.</summary>
    public IEnumerable<InstanceView> Missing => _missing.Values;

    /// <summary>Completes when everybody has it.</summary>
    public Task All => _all.Task;

    /// <summary>An instance has reported. Who came later has read the change with everything else.</summary>
    public void Hear(InstanceView instance)
    {
        if (!_missing.ContainsKey(instance.Id)) return;
        if (instance.Report.Leaves) Expected--;
        else if (!instance.Holds(_lineage, _sequence)) return;
        _missing.Remove(instance.Id);
        EndIfAll();
    }

    private void EndIfAll()
    {
        if (_missing.Count == 0) _all.TrySetResult();
    }
}
