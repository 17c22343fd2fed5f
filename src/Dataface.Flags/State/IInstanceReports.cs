namespace Dataface.Flags.State;

/// <summary>
/// A store that can tell its server who follows it here and what is in force. Reports are for people who look and for the count behind a
/// kill: whatever becomes of one changes nothing in this process. Thread-safe.
/// </summary>
internal interface IInstanceReports
{
    /// <summary>Begins to report, until the store is disposed, which says goodbye. Later calls change nothing.</summary>
    /// <param name="identity">Who reports.</param>
    /// <param name="standing">Says how things stand when a report is made; never throws.</param>
    void Begin(InstanceIdentity identity, Func<InstanceStanding> standing);

    /// <summary>What the store says has come into force here. Returns at once and never throws.</summary>
    void InForce();
}

/// <summary>Who reports. Immutable.</summary>
/// <param name="Service">What the service is called.</param>
/// <param name="Version">Its version; empty when that is not known.</param>
/// <param name="Sdk">This library and its version.</param>
/// <param name="Started">When the client was started, by the clock of its machine.</param>
internal sealed record InstanceIdentity(string Service, string Version, string Sdk, DateTimeOffset Started);

/// <summary>What an instance has in force. Immutable.</summary>
/// <param name="Lineage">The lineage of the position.</param>
/// <param name="Sequence">Kills and stages up to this record are in force; 0 when nothing is known.</param>
/// <param name="Definitions">The revisions of the documents in force; empty before the first.</param>
/// <param name="Problem">What is wrong with a source of flags or a guard; null when nothing is.</param>
internal sealed record InstanceStanding(string Lineage, long Sequence, string Definitions, string? Problem);
