using Dataface.Flags.Server.Feed;

namespace Dataface.Flags.Server.Instances;

/// <summary>The instances of an environment as they stand at a moment. Immutable.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Cursor">Where its feed stands.</param>
/// <param name="Count">How many instances are known.</param>
/// <param name="Current">How many of them have in force the document, kills, restores and ramp steps that the feed has.</param>
/// <param name="Behind">How many are heard of, but have not.</param>
/// <param name="OtherDefinitions">How many of these run another document than the one that is published, or none yet.</param>
/// <param name="Silent">How many were not heard of for three of their intervals.</param>
/// <param name="IsPartial">Whether there are more, which were refused for want of room.</param>
/// <param name="Services">The services with their versions.</param>
/// <param name="Instances">The instances, those that are not current first.</param>
internal sealed record FleetView(
    string Environment,
    string Cursor,
    int Count,
    int Current,
    int Behind,
    int OtherDefinitions,
    int Silent,
    bool IsPartial,
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<FleetInstance> Instances)
{
    private const string State = "state";
    private const string Definitions = "definitions";

    public static FleetView Of(
        string environment, FeedVersion feed, IReadOnlyList<InstanceView> known, Func<InstanceView, bool> isSilent, bool isPartial,
        Func<InstanceView, TimeSpan> age)
    {
        var cursor = feed.Cursor;
        var instances = known.Select(instance => Of(instance, Lacks(instance)))
            .OrderBy(instance => instance.Status == "current").ThenBy(instance => instance.Service, StringComparer.Ordinal)
            .ThenByDescending(instance => instance.HeardSecondsAgo).ToList();
        var services = instances.GroupBy(instance => (instance.Service, instance.Version)).Select(ServiceView.Of)
            .OrderBy(service => service.Service, StringComparer.Ordinal).ThenBy(service => service.Version, StringComparer.Ordinal)
            .ToList();
        return new(
            environment, cursor.ToString(), instances.Count, Count("current"), Count("behind"),
            instances.Count(instance => instance.Status == "behind" && instance.Lacks!.Contains(Definitions)), Count("silent"), isPartial,
            services, instances);

        int Count(string status) => instances.Count(instance => instance.Status == status);

        FleetInstance Of(InstanceView instance, IReadOnlyList<string> lacks) => FleetInstance.Of(
            instance, isSilent(instance) ? "silent" : lacks.Count == 0 ? "current" : "behind", lacks, age(instance));

        IReadOnlyList<string> Lacks(InstanceView instance)
        {
            var lacks = new List<string>();
            if (!instance.Holds(cursor.Lineage, cursor.Sequence)) lacks.Add(State);
            if (ReportedDefinitions.AreOthers(instance.Report.Definitions, feed.Document)) lacks.Add(Definitions);
            return lacks;
        }
    }
}

/// <summary>The instances of one version of a service. Immutable.</summary>
/// <param name="Service">The service.</param>
/// <param name="Version">Its version; empty when that is not known.</param>
/// <param name="Count">How many instances there are.</param>
/// <param name="Current">How many of them are up to date.</param>
internal sealed record ServiceView(string Service, string Version, int Count, int Current)
{
    public static ServiceView Of(IGrouping<(string Service, string Version), FleetInstance> instances) => new(
        instances.Key.Service, instances.Key.Version, instances.Count(), instances.Count(instance => instance.Status == "current"));
}

/// <summary>One instance. Immutable.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Service">Its service.</param>
/// <param name="Version">The service's version.</param>
/// <param name="Sdk">The library and its version.</param>
/// <param name="Key">The key that it reports with.</param>
/// <param name="Started">When it was started, by its own clock, but not in the future.</param>
/// <param name="Status"><c>current</c>, <c>behind</c> or <c>silent</c>.</param>
/// <param name="Lacks">What it did not have in force when last heard of, <c>state</c> or <c>definitions</c>; null for nothing.</param>
/// <param name="Applied">The position of the state that it has in force.</param>
/// <param name="Definitions">The documents that it has in force.</param>
/// <param name="HeardSecondsAgo">How long ago it was heard of.</param>
/// <param name="Problem">What is wrong there; null when nothing is.</param>
/// <param name="From">Its machine and process; null when it does not tell.</param>
internal sealed record FleetInstance(
    Guid Id,
    string Name,
    string Service,
    string Version,
    string Sdk,
    string Key,
    DateTimeOffset Started,
    string Status,
    IReadOnlyList<string>? Lacks,
    long Applied,
    string Definitions,
    double HeardSecondsAgo,
    string? Problem,
    string? From)
{
    public static FleetInstance Of(InstanceView instance, string status, IReadOnlyList<string> lacks, TimeSpan age)
    {
        var report = instance.Report;
        return new(
            instance.Id, instance.Name, report.Service, report.Version, report.Sdk, instance.Key, report.Started, status,
            lacks.Count == 0 ? null : lacks, report.Applied, report.Definitions ?? "", Math.Round(age.TotalSeconds, 1), report.Problem,
            report.From);
    }
}
