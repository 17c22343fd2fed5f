using System.Text.Json;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;

namespace Dataface.Flags.Strangers.Tests;

/// <summary>
/// Experiments in a folder, each in a file of its own; a lock file gives turns. What an experiment is held to comes from <see
/// cref="RegistryRules"/>, how data come together from <see cref="ExperimentData.With"/>, how they are written from <see
/// cref="ExperimentDataCodec"/>.
/// </summary>
internal sealed class FolderRegistry(string folder, TimeProvider time) : IExperimentRegistry
{
    private sealed record Held(ExperimentRecord Record, byte[] Data, List<ExperimentAuditEntry> Audit)
    {
        public DateTimeOffset? LastRefresh { get; init; }

        public ExperimentData Results() => ExperimentDataCodec.Read(Data) with { LastRefresh = LastRefresh };
    }

    public Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default) =>
        InTurnAsync<IReadOnlyList<ExperimentRecord>>(
        () => [.. Directory.EnumerateFiles(folder, "*.experiment").Select(f => Read<Held>(f)!.Record).OrderBy(r =>
            r.Id, StringComparer.Ordinal)],
        cancellation);

    public Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default) =>
        InTurnAsync(() => Find(id)?.Record, cancellation);

    public Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default) => InTurnAsync(
        () =>
        {
            RegistryRules.ThrowIfUnreadable(draft);
            var record = RegistryRules.New(draft, time.GetUtcNow());
            if (Find(record.Id) is not null) throw RegistryRules.Exists(record.Id);
            Write(PathOf(record.Id), new Held(record, ExperimentDataCodec.Write(ExperimentData.Empty),
                [Entry(by, "create", null, null, "draft")]));
            return record;
        },
        cancellation);

    public Task<ExperimentRecord> ChangeStatusAsync(
        string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default) => InTurnAsync(
        () =>
        {
            var held = Get(id);
            var record = RegistryRules.Move(held.Record, status, time.GetUtcNow());
            held.Audit.Add(Entry(by, "status", reason, held.Record.Status.ToString(), status.ToString()));
            Write(PathOf(id), held with { Record = record });
            return record;
        },
        cancellation);

    public Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by,
            CancellationToken cancellation = default) => InTurnAsync(
        () =>
        {
            var held = Get(id);
            var (sent, now) = (new ExperimentData { Kpis = kpis, Exposures = exposures }, time.GetUtcNow());
            RegistryRules.ThrowIfDecided(held.Record);
            RegistryRules.ThrowIfDamaged(held.Record, sent, now);
            held.Audit.Add(Entry(by, "kpis", null, null, $"{kpis.Count} values"));
            Write(PathOf(id), held with { Data = ExperimentDataCodec.Write(held.Results().With(sent)), LastRefresh = now });
            return true;
        },
        cancellation);

    public Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default) =>
        InTurnAsync(() => Get(id).Results(), cancellation);

    public Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default) => InTurnAsync(
        () =>
        {
            var log = Log();
            log.Add(new()
            {
                Id = log.Count + 1,
                Job = job,
                StartedAt = time.GetUtcNow(),
                Status = RefreshStatus.Running,
                Rows = 0,
            });
            Write(LogPath, log);
            return (long)log.Count;
        },
        cancellation);

    public Task FinishRefreshAsync(long refresh, RefreshStatus status, long rows, string? failure,
        CancellationToken cancellation = default) => InTurnAsync(
        () =>
        {
            var log = Log();
            var index = log.FindIndex(r => r.Id == refresh);
            if (index < 0) throw new RefusalException(RefusalKind.NotFound, $"There is no load {refresh}.");
            log[index] = log[index] with { FinishedAt = time.GetUtcNow(), Status = status, Rows = rows, Error = failure };
            Write(LogPath, log);
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(string? job = null, int limit = 100,
        CancellationToken cancellation = default) =>
        InTurnAsync<IReadOnlyList<RefreshEntry>>(
            () => [.. Log().Where(r => job is null || r.Job == job).Reverse().Take(limit)], cancellation);

    public Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default) =>
        InTurnAsync<IReadOnlyList<ExperimentAuditEntry>>(() => Get(id).Audit, cancellation);

    private string LogPath => Path.Combine(folder, "loads");

    private string PathOf(string id) => Path.Combine(folder, $"{id}.experiment");

    private Held? Find(string id) => Read<Held>(PathOf(id));

    private Held Get(string id) => Find(id) ?? throw RegistryRules.NotFound(id);

    private List<RefreshEntry> Log() => Read<List<RefreshEntry>>(LogPath) ?? [];

    private ExperimentAuditEntry Entry(string by, string action, string? reason, string? before, string? after) =>
        new() { At = time.GetUtcNow(), By = by, Action = action, Reason = reason, Before = before, After = after };

    private static T? Read<T>(string path)
        where T : class => File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path)) : null;

    private static void Write<T>(string path, T value)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(value));
        File.Move(path + ".new", path, overwrite: true);
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await using var turn = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                    FileShare.None);
                return work();
            }
            catch (IOException error) when (error is not FileNotFoundException)
            {
                cancellation.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
