using System.Runtime.CompilerServices;
using Dataface.Flags.State;

namespace Dataface.Flags.Strangers.Tests;

/// <summary>
/// State in a plain file: the trail, a record in each line, read anew each time. What changes do comes from <see
/// cref="FlagState"/>, what records say
/// from <see cref="AuditRecord"/>.
/// </summary>
internal sealed class LineStateStore(string path) : IFlagStateStore
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    public string Name => "lines";

    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        return StateOf(environment, Read());
    }

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var trail = Read();
        var state = StateOf(change.Environment, trail);
        var refusal = state.RefusalOf(change);
        if (refusal is { Kind: RefusalKind.Malformed }) throw refusal;
        if (trail.Find(r => r.IsOf(change)) is { } known) return new() { Reach = StateReach.Durable, Sequence = known.Sequence };
        if (refusal is not null) throw refusal;
        var record = AuditRecord.Following(trail.LastOrDefault(), change, state, Name);
        using (var file = new FileStream(path, FileMode.Append))
        {
            file.Write([.. record.ToUtf8Line(), (byte)'\n']);
            file.Flush(flushToDisk: true);
        }

        return new() { Reach = StateReach.Durable, Sequence = record.Sequence, Record = record };
    }

    public IDisposable OnChange(Action<StateNews> changed)
    {
        var length = Length();
        return new Timer(_ =>
        {
            var now = Length();
            if (Interlocked.Exchange(ref length, now) != now) changed(StateNews.Unknown);
        }, null, Often, Often);
    }

    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<AuditRecord> trail;
        using (await TakeTurnAsync(cancellationToken)) trail = Read();
        foreach (var record in trail) yield return record;
    }

    /// <summary>Records of <c>*</c> are of all environments.</summary>
    private FlagState StateOf(string environment, IEnumerable<AuditRecord> trail) => trail
        .Where(r => r.Change.Environment == environment || r.Change.Environment == "*")
        .Aggregate(FlagState.Empty, (state, record) => state.After(record.Change, Name) with
        {
            Sequence = record.Change.Environment == environment ? record.Sequence : state.Sequence,
        });

    private List<AuditRecord> Read()
    {
        var trail = new List<AuditRecord>();
        if (!File.Exists(path)) return trail;
        foreach (var line in File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            trail.Add(AuditRecord.Parse(System.Text.Encoding.UTF8.GetBytes(line))
                ?? throw new InvalidDataException($"Line {trail.Count + 1} of {path} is no record of a trail. Restore the file."));
        }

        return trail;
    }

    private long Length() => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;

    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Yield();
            }
        }
    }
}
