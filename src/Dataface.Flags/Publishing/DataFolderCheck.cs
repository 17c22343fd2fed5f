using Dataface.Flags.State;

namespace Dataface.Flags.Publishing;

/// <summary>Checks that a data folder holds what its records say, also while processes write to it.</summary>
internal static class DataFolderCheck
{
    /// <summary>Checks the chain of records, and every document that was ever published.</summary>
    /// <exception cref="FileNotFoundException">There is no journal, or a document is missing.</exception>
    /// <exception cref="InvalidDataException">A line is no record, or a document was changed; the message says which.</exception>
    public static async Task<AuditVerification> RunAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Journal)) throw new FileNotFoundException($"There is no journal {folder.Journal}. Name a server's data folder.", folder.Journal);
        using var store = new FileFlagStateStore(folder.Journal);
        return await RunAsync(folder, store, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync(DataFolder, CancellationToken)"/>
    public static async Task<AuditVerification> RunAsync(DataFolder folder, FileFlagStateStore store, CancellationToken cancellationToken)
    {
        var verification = await AuditVerifier.VerifyAsync(store.ReadAuditAsync(cancellationToken), null, cancellationToken).ConfigureAwait(false);
        if (!verification.IsIntact) return verification;
        var documents = new FileFlagDefinitionStore(folder.Documents, store);
        await foreach (var record in store.ReadAuditAsync(cancellationToken).ConfigureAwait(false))
        {
            // Reading it checks it.
            if (record.DocumentAfter is { } document && document != record.DocumentBefore) await documents.ReadAsync(document.Hash, cancellationToken).ConfigureAwait(false);
        }

        return verification;
    }
}
