namespace Dataface.Flags.State;

/// <summary>A trail in which records are found without reading the others. Thread-safe.</summary>
internal interface IIndexedTrail
{
    /// <summary>The records of a page, newest first. Whatever is asked for, it is a seek: what does not fit is not read.</summary>
    /// <param name="query">The page.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<AuditRecord>> SearchAsync(TrailQuery query, CancellationToken cancellationToken);
}
