namespace Dataface.Flags.Server.Instances;

/// <summary>Instances of one key that have not confirmed.</summary>
/// <param name="Key">The key's name.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Instances">Some of them, the longest silent first.</param>
internal sealed record UnconfirmedKey(string Key, int Count, IReadOnlyList<UnconfirmedInstance> Instances)
{
    /// <summary>How many are named, of all keys.</summary>
    private const int MostNamed = 1_000;

    /// <summary>The keys of some instances, those with the fewest first, so that a misused key takes no other's place.</summary>
    public static IReadOnlyList<UnconfirmedKey> Of(IEnumerable<InstanceView> instances, Func<InstanceView, TimeSpan> age)
    {
        var (keys, left) = (new List<UnconfirmedKey>(), MostNamed);
        foreach (var key in instances.GroupBy(instance => instance.Key, StringComparer.Ordinal).OrderBy(key => key.Count()))
        {
            keys.Add(new(key.Key, key.Count(), [.. key.OrderByDescending(age).Take(left).Select(
                instance => new UnconfirmedInstance(
                    instance.Name, instance.Id, Math.Round(age(instance).TotalSeconds, 1), instance.Report.From))]));
            left -= keys[^1].Instances.Count;
        }

        return keys;
    }
}

/// <summary>An instance that has not confirmed.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Id">Its id.</param>
/// <param name="HeardSecondsAgo">How long ago it was heard of.</param>
/// <param name="From">Its machine and process; null when it does not tell.</param>
internal sealed record UnconfirmedInstance(string Name, Guid Id, double HeardSecondsAgo, string? From = null);
