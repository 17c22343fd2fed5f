namespace Dataface.Flags.State;

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

/// <summary>One report. Immutable.</summary>
/// <param name="Identity">Who reports.</param>
/// <param name="Standing">What is in force.</param>
/// <param name="Number">The number of the report among the instance's own, from 1.</param>
/// <param name="IsLeaving">Whether it is the last.</param>
/// <param name="Usage">What was evaluated since the last; null when that is not told.</param>
/// <param name="From">The machine and the process, by which people find it; null where that is not asked for.</param>
internal sealed record InstanceStatement(
    InstanceIdentity Identity, InstanceStanding Standing, long Number, bool IsLeaving, UsageReport? Usage = null, string? From = null);

/// <summary>What is answered to a report. Immutable.</summary>
/// <param name="Interval">How soon the next is wanted.</param>
/// <param name="Instances">How many instances are known there.</param>
/// <param name="Usage">The number of the usage that was taken with it, 0 when none was; null where usage is not asked for.</param>
/// <param name="IsOriginAskedFor">Whether reports are to say from which machine and process they come.</param>
internal sealed record InstanceReceipt(TimeSpan Interval, int Instances, long? Usage = null, bool IsOriginAskedFor = false);

/// <summary>What shows that an instance is one's own, to whatever takes its reports. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">What the server gave it with the id; empty where a login shows it.</param>
internal sealed record InstanceClaim(Guid Id, string Token)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => Id.ToString();
}
