using System.Collections.Concurrent;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Instances;

/// <summary>The instances that have reported, by environment. They decide what people see, and nothing else. Thread-safe.</summary>
internal sealed class KnownInstances(IOptions<ServerSettings> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, EnvironmentInstances> _environments = new(StringComparer.Ordinal);
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(options.Value.InstanceSeconds);

    /// <summary>An instance has reported something that others should know.</summary>
    public event Action? Reported;

    /// <summary>Those of an environment, which is known.</summary>
    public EnvironmentInstances Of(string environment) => _environments.GetOrAdd(environment, _ => new(time, IntervalFor));

    /// <summary>The environments that have any.</summary>
    public IReadOnlyCollection<KeyValuePair<string, EnvironmentInstances>> All => [.. _environments];

    /// <summary>Has it told that an instance has reported.</summary>
    public void Tell() => Reported?.Invoke();

    /// <summary>How often instances are asked to report: seldomer when there are many, so that the load is bounded.</summary>
    public TimeSpan IntervalFor(int count)
    {
        var bounded = TimeSpan.FromSeconds((double)count / InstanceBounds.ReportsPerSecond);
        return bounded > _interval ? bounded : _interval;
    }
}
