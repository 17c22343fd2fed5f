using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Http;
using Dataface.Flags.Providers;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Server;

/// <summary>Definitions and state as a server gave them at one moment, for a client that only looks.</summary>
internal sealed class FetchedFlags(string name, Feed feed) : IFlagConfigProvider, IFlagStateStore
{
    private static readonly FlagConfigContent Nothing = FlagConfigContent.FromJson(FlagDocumentWriter.Write(FlagDocument.Empty));

    public string Name => name;

    public ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken) => new(feed.Definitions ?? Nothing);

    public ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken) => new(feed.State);

    public IDisposable OnChange(Action changed) => new ChangeListeners().Add(changed);

    public IDisposable OnChange(Action<StateNews> changed) => new ChangeListeners<StateNews>().Add(changed);

    public ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Fetched flags are read-only.");

    public IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("What was fetched has no trail.");
}
