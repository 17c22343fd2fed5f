namespace Dataface.Flags.Server.Storage;

/// <summary>
/// Keeps which instances have reported, so that a server that was restarted knows whom to wait for, and replicas know of each other's.
/// What is lost here is reported again within a minute. Thread-safe.
/// </summary>
internal interface IInstanceStore
{
    /// <summary>Whether other servers write here, too.</summary>
    bool IsShared { get; }

    /// <summary>What was written behind a revision by anybody, oldest first.</summary>
    /// <param name="after">The revision of the last that is known; 0 for none.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<KeptInstance>> ReadAsync(long after, CancellationToken cancellationToken);

    /// <summary>Keeps reports, each in the place of an earlier one of the same instance.</summary>
    Task WriteAsync(IReadOnlyList<KeptInstance> instances, CancellationToken cancellationToken);

    /// <summary>Forgets those that have not been heard of for so long, but for some.</summary>
    Task ForgetAsync(TimeSpan age, IReadOnlyCollection<Guid> exceptions, CancellationToken cancellationToken);

    /// <summary>Calls back whenever somebody may have written, until the result is disposed.</summary>
    IDisposable OnChange(Action changed);
}

/// <summary>A report as it is kept.</summary>
/// <param name="Id">The instance.</param>
/// <param name="Sequence">The number of the report among its own: a later one is never replaced by an earlier one.</param>
/// <param name="Age">How long ago it came; no clock of another machine counts.</param>
/// <param name="Line">The report, as <c>InstanceLine</c> writes it.</param>
internal sealed record KeptInstance(Guid Id, long Sequence, TimeSpan Age, byte[] Line)
{
    /// <summary>Grows with whatever is written; 0 before it is, and where nobody else writes.</summary>
    public long Revision { get; init; }
}
