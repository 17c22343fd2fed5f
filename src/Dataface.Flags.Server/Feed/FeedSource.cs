using System.Runtime.ExceptionServices;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// Reads what is in force in one environment. A document that cannot be read keeps no kill from streams: the state goes with the
/// document that was known last. For one reader at a time.
/// </summary>
internal sealed class FeedSource(string environment, ServerStorage storage, SharedState states)
{
    private readonly EnvironmentDocument _part = new(environment);
    private PublishedDocument? _document;
    private bool _isKnown;

    /// <param name="isOfStateOnly">Whether no other document can be in force than the one that is known.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<FeedReading> ReadAsync(bool isOfStateOnly, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            if (!isOfStateOnly || !_isKnown) _document = await storage.Definitions.LoadAsync(cancellationToken);
            _isKnown = true;
        }
        catch (Exception error) when (_isKnown && error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }

        var state = await states.LoadAsync(environment, cancellationToken);
        return new(new(environment, _document, _part, state), failure);
    }
}
