using System.Buffers;
using Dataface.Flags.Http;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// One state of an environment's feed, with everything that is ever sent of it: each buffer is built once, when it is first needed, and shared by
/// all streams. Immutable; thread-safe.
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
