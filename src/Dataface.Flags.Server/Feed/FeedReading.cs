using System.Runtime.ExceptionServices;

namespace Dataface.Flags.Server.Feed;

/// <summary>What a feed has read.</summary>
/// <param name="Version">What is in force, as far as it could be read.</param>
/// <param name="Failure">Why the document is the one that was known last; null when it was read.</param>
internal sealed record FeedReading(FeedVersion Version, ExceptionDispatchInfo? Failure = null);
