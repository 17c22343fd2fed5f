using Dataface.Flags.Http;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// One state of an environment's feed, with everything that is ever sent of it: each buffer is built once, when it is first needed, and
/// shared by all streams. Immutable; thread-safe.
/// </summary>
internal sealed class FeedVersion
{
    private readonly Lazy<FeedBuffer> _body;
    private readonly Lazy<FeedBuffer> _snapshot;
    private readonly Lazy<FeedBuffer> _state;

    /// <param name="environment">The environment; null for all that are unknown.</param>
    /// <param name="document">The document in force, or null.</param>
    /// <param name="part">The part of it that the environment gets.</param>
    /// <param name="state">The environment's state.</param>
    public FeedVersion(string? environment, PublishedDocument? document, EnvironmentDocument? part, FlagState state)
    {
        (Flags, Problems) = (state, state.Problems);
        Cursor = new(state.Lineage, document?.Revision.Number ?? 0, state.Sequence);
        Document = document?.Revision.Hash;
        ETag = $"\"{Cursor}\"";
        _body = new(() =>
            new(FeedWriter.Body(environment, Cursor, document?.Revision, document is null ? default : part!.Of(document), state)));
        _snapshot = new(() => new(ServerSentEvent.Write("snapshot", Cursor.ToString(), _body.Value.Plain.Span)));
        _state = new(() => new(ServerSentEvent.Write("state", Cursor.ToString(), FeedWriter.State(environment, Cursor, state))));
    }

    public FeedCursor Cursor { get; }

    /// <summary>The hash of the document in force; null when there is none.</summary>
    public string? Document { get; }

    /// <summary>The environment's state.</summary>
    public FlagState Flags { get; }

    public string ETag { get; }

    /// <summary>What the store has set apart.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The feed's answer.</summary>
    public FeedBuffer Body => _body.Value;

    /// <summary>The event with everything.</summary>
    public FeedBuffer Snapshot => _snapshot.Value;

    /// <summary>The event with the state alone.</summary>
    public FeedBuffer State => _state.Value;
}
