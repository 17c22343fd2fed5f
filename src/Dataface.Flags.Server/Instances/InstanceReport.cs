using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Instances;

/// <summary>What an instance says of itself. Every report says all of it, so that none depends on another one's having arrived.</summary>
/// <param name="Environment">The environment that it follows.</param>
/// <param name="Service">What the service is called.</param>
/// <param name="Version">The service's version; may be empty.</param>
/// <param name="Sdk">The library and its version.</param>
/// <param name="Started">When it was started, by its own clock, which decides nothing.</param>
/// <param name="Sequence">The number of the report among the instance's own, from 1.</param>
/// <param name="Lineage">The lineage of the position.</param>
/// <param name="Applied">Kills and stages up to this record are in force; 0 when nothing is known.</param>
/// <param name="Definitions">The revisions of the documents in force.</param>
/// <param name="Problem">What is wrong there; null when nothing is.</param>
/// <param name="Leaves">Whether it ends and reports no more.</param>
/// <param name="Token">What the server has answered to its first report; null in the first.</param>
/// <param name="From">Its machine and process, for people who look for it; null where that is not told.</param>
/// <param name="Usage">What was evaluated since the last report; null when that is not told.</param>
internal sealed record InstanceReport(
    string Environment,
    string Service,
    string Version,
    string Sdk,
    DateTimeOffset Started,
    long Sequence,
    string Lineage,
    long Applied,
    string? Definitions = null,
    string? Problem = null,
    bool Leaves = false,
    string? Token = null,
    string? From = null,
    ReportedUsage? Usage = null);

/// <summary>The answer to a report.</summary>
/// <param name="Id">What the instance is called from then on.</param>
/// <param name="Token">Shows that the id is its own, to any replica, also after a restart.</param>
/// <param name="IntervalSeconds">How soon the server wants to hear of it again.</param>
/// <param name="Instances">How many instances of the environment the server knows.</param>
/// <param name="Usage">The number of the usage that counts from now on, or 0; that it is there at all asks for usage.</param>
/// <param name="From">Asks for the machine and the process.</param>
internal sealed record ReportAnswer(Guid Id, string Token, double IntervalSeconds, int Instances, long Usage, bool From = true);
