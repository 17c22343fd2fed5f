namespace Dataface.Flags.Experiments.Registry;

/// <summary>All experiments and loads as a journal's entries make them. Not thread-safe.</summary>
internal sealed class RegistryLedger
{
    private readonly Dictionary<string, HeldExperiment> _experiments = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, RefreshEntry> _refreshes = [];

    public IEnumerable<ExperimentRecord> Records => _experiments.Values.Select(e => e.Record).OrderBy(r => r.Id, StringComparer.Ordinal);

    /// <summary>The loads, the last one first.</summary>
    public IEnumerable<RefreshEntry> Refreshes => _refreshes.Values.Reverse();

    public long LastRefresh => _refreshes.Count == 0 ? 0 : _refreshes.Keys.Last();

    public HeldExperiment? Find(string id) => _experiments.GetValueOrDefault(id);

    /// <exception cref="RefusalException">There is none.</exception>
    public HeldExperiment Get(string id) => Find(id) ?? throw RegistryRules.NotFound(id);

    public RefreshEntry GetRefresh(long id) =>
        _refreshes.GetValueOrDefault(id) ?? throw new RefusalException(RefusalKind.NotFound, $"There is no load {id}.");

    /// <summary>What comes of an entry; null for a load's. Changes nothing, so that what is refused is not written.</summary>
    /// <exception cref="RefusalException">It is refused.</exception>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    public ExperimentRecord? Check(RegistryEntry entry, long? expectedVersion)
    {
        switch (entry.Action)
        {
            case RegistryAction.Refresh:
                return null;
            case RegistryAction.Create:
                return Find(entry.Id) is null ? RegistryRules.New(entry.Draft! with { Id = entry.Id }, entry.At) : throw RegistryRules.Exists(entry.Id);
        }

        var record = Get(entry.Id).Record;
        switch (entry.Action)
        {
            case RegistryAction.Document:
                return RegistryRules.Replace(record, entry.Draft! with { Id = entry.Id }, expectedVersion ?? record.Version);
            case RegistryAction.Status:
                return RegistryRules.Move(record,
                    new StatusChange(entry.Id, entry.To!.Value, entry.By, entry.Reason ?? "", entry.Decision, expectedVersion), entry.At);
            case RegistryAction.Stable:
                return record with { StableAt = record.StableAt ?? entry.At };
            case RegistryAction.Note:
                return record;
            default:
                RegistryRules.ThrowIfDecided(record);
                return record;
        }
    }

    /// <summary>Takes an entry over.</summary>
    /// <param name="record">What <see cref="Check"/> has made of it.</param>
    public void Apply(RegistryEntry entry, ExperimentRecord? record)
    {
        if (entry.Refresh is { } refresh)
        {
            _refreshes[refresh.Id] = refresh;
            return;
        }

        var held = Find(entry.Id) ?? (_experiments[entry.Id] = new HeldExperiment(record!));
        held.Apply(entry, record!);
    }
}
