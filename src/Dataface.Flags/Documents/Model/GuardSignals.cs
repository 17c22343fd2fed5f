using System.Globalization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Documents.Model;

/// <summary>The names of the signals that the guard counts by itself, so that no document gives them to a counter.</summary>
internal static class GuardSignals
{
    public const string Errors = "errors";

    /// <summary>Units that gave up waiting.</summary>
    public const string GiveUps = "give_ups";

    /// <summary>The bin of a unit's latency, of those whose first record in the epoch has one.</summary>
    public const string Latency = "latency";

    /// <summary>Units whose first record in the epoch has no latency. With <see cref="Latency"/> they are all units that report.</summary>
    public const string Untimed = "untimed";

    /// <summary>
    /// Units that report once more in a later stretch of the epoch, each once in each stretch, so that slowness which begins late, and a
    /// side that begins to report less, meet a fresh sample. Its bin holds the number of the stretch and the bin of the latency.
    /// </summary>
    public const string Again = "again";

    /// <summary>Counts of requests, and of those that failed; kept when an objective is given.</summary>
    public const string Requests = "requests";

    public const string RequestErrors = "request_errors";

    /// <summary>Shows that an arm reports at all; counted only up to a bound.</summary>
    public const string Seen = "seen";

    /// <summary>The first treated units of an epoch, a cohort of bounded size.</summary>
    public const string Cohort = "cohort";

    public const string CohortErrors = "cohort_errors";

    /// <summary>
    /// Begins the names of what is sampled of use: how many units, and how often they are called before the first event of a signal. Counts
    /// of what joined the sample; <see cref="Left"/> names what has left it.
    /// </summary>
    public const string AtRiskPrefix = "at_risk_";

    /// <summary>The units whose calls are counted.</summary>
    public const string AtRiskUnits = AtRiskPrefix + "units";

    /// <summary>Those of <see cref="AtRiskUnits"/> that have erred.</summary>
    public const string Erring = AtRiskPrefix + "erring";

    /// <summary>
    /// All units of an arm, each once for every instance that it was called on, as estimated from the part of them that is sampled: without
    /// those that met an event in their first call there.
    /// </summary>
    public const string UnitInstances = AtRiskPrefix + "unit_instances";

    /// <summary>All sampled units of an arm, where one unit of a source stands for it among <see cref="AtRiskUnits"/>.</summary>
    public const string Sampled = AtRiskPrefix + "sampled";

    /// <summary>Those of them that the strongest source has.</summary>
    public const string Strongest = AtRiskPrefix + "strongest";

    /// <summary>Those of them whose source is not known.</summary>
    public const string Sourceless = AtRiskPrefix + "sourceless";

    /// <summary>The instances that report, each once in an epoch.</summary>
    public const string Instances = AtRiskPrefix + "reporting_instances";

    /// <summary>What is counted of use for all signals together.</summary>
    public static readonly IReadOnlyList<string> OfUse = [AtRiskUnits, Erring, UnitInstances, Instances, Sampled, Strongest, Sourceless];

    /// <summary>Burn rates of an objective.</summary>
    public const string SloPrefix = "slo_";

    private const string SlowerThanPrefix = "slower_than_";

    /// <summary>Whether the guard counts something of its own under a name, so that it can be no counter's.</summary>
    public static bool IsOwn(string name) =>
        name is Errors or GiveUps or Latency or Untimed or Again or Requests or RequestErrors or Seen or Cohort or CohortErrors
        || name.StartsWith(SlowerThanPrefix, StringComparison.Ordinal) || name.StartsWith(SloPrefix, StringComparison.Ordinal)
        || name.StartsWith(AtRiskPrefix, StringComparison.Ordinal);

    /// <summary>The calls of sampled units up to the first event of a signal.</summary>
    public static string AtRisk(string signal) => AtRiskPrefix + signal;

    /// <summary>What has left the sample, of what <paramref name="name"/> counts.</summary>
    public static string Left(string name) => name + "_left";

    /// <summary>The signals of a guard that are compared by the shares of the sides.</summary>
    public static IEnumerable<string> Compared(GuardDefinition guard)
    {
        if (guard.Errors) yield return Errors;
        if (guard.GiveUps) yield return GiveUps;
        foreach (var threshold in guard.Latency ? guard.LatencyThresholds : []) yield return SlowerThan(threshold);
        foreach (var name in guard.Counters) yield return name;
    }

    /// <summary>What is slower than a threshold.</summary>
    public static string SlowerThan(TimeSpan threshold) =>
        SlowerThanPrefix + threshold.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
}
