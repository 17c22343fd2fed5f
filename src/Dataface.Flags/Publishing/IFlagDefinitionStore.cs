using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>
/// Keeps reviewed documents and says which one is in force. Documents are kept by the hash of their bytes; what puts one in force is a
/// record in the audit trail of the <see cref="IFlagStateStore"/> that it works with, so that definitions and state have one order.
/// Thread-safe.
/// </summary>
public interface IFlagDefinitionStore
{
    /// <summary>The store's name; appears in explanations, logs and metrics.</summary>
    string Name { get; }

    /// <summary>The document in force, or null when none has been published yet. Throws when the store cannot be read.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<PublishedDocument?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The document that was published under a number, or null when there is none.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<PublishedDocument?> FindAsync(int number, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a document in force. The bytes are stored first and the record is written after them, so that a crash between the two changes
    /// nothing. Idempotent by <see cref="StateChange.Id"/>. Validate the document before you call this: it is not validated here.
    /// </summary>
    /// <param name="change">
    /// Who and why; its action is <see cref="StateAction.Publish"/> or <see cref="StateAction.Rollback"/>; its document is set here.
    /// </param>
    /// <param name="utf8Json">The document.</param>
    /// <param name="cancellationToken">Cancels the wait, not what has been written.</param>
    /// <returns>The document in force afterwards, and how far the change got.</returns>
    /// <exception cref="DefinitionConflictException"><see cref="StateChange.ExpectedDocument"/> is not in force.</exception>
    ValueTask<PublicationResult> PublishAsync(StateChange change, ReadOnlyMemory<byte> utf8Json, CancellationToken cancellationToken);

    /// <summary>Until the result is disposed, calls <paramref name="changed"/> whenever another document may be in force.</summary>
    /// <param name="changed">Must return quickly and never throw.</param>
    IDisposable OnChange(Action changed);
}
