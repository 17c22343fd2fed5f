namespace Dataface.Flags.Server.Instances;

/// <summary>One wait until instances have a change in force. Its environment's lock guards it, but for <see cref="All"/>.</summary>
internal sealed class ConfirmationWait
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<Guid, InstanceView> _missing;
    private readonly Dictionary<Guid, InstanceView> _silent;
    private readonly string _lineage;
    private readonly long _sequence;

    /// <param name="lineage">The lineage of the position.</param>
    /// <param name="sequence">Where the change is recorded.</param>
    /// <param name="instances">All that have not left.</param>
    /// <param name="isSilent">Who is not waited for.</param>
    public ConfirmationWait(string lineage, long sequence, IReadOnlyCollection<InstanceView> instances, Func<InstanceView, bool> isSilent)
    {
        (_lineage, _sequence) = (lineage, sequence);
        var heard = instances.ToLookup(instance => !isSilent(instance));
        Expected = heard[true].Count();
        (_missing, _silent) = (Lacking(heard[true]), Lacking(heard[false]));
        EndIfAll();
    }

    /// <summary>How many are waited for, those who leave meanwhile left out.</summary>
    public int Expected { get; private set; }

    /// <summary>Who does not have it yet.</summary>
    public IEnumerable<InstanceView> Missing => _missing.Values;

    /// <summary>Who is not waited for, and did not have it when it was heard of last.</summary>
    public IEnumerable<InstanceView> Silent => _silent.Values;

    /// <summary>Completes when everybody who is waited for has it.</summary>
    public Task All => _all.Task;

    /// <summary>An instance has reported. Who came later has read the change with everything else.</summary>
    public void Hear(InstanceView instance)
    {
        if (_silent.Remove(instance.Id))
        {
            // It is there after all, and counts like the others.
            _missing.Add(instance.Id, instance);
            Expected++;
        }

        if (!_missing.ContainsKey(instance.Id)) return;
        if (instance.Report.Leaves) Expected--;
        else if (!instance.Holds(_lineage, _sequence)) return;
        _missing.Remove(instance.Id);
        EndIfAll();
    }

    private Dictionary<Guid, InstanceView> Lacking(IEnumerable<InstanceView> instances) =>
        instances.Where(instance => !instance.Holds(_lineage, _sequence)).ToDictionary(instance => instance.Id);

    private void EndIfAll()
    {
        if (_missing.Count == 0) _all.TrySetResult();
    }
}
