namespace Dataface.Flags.Documents.Linking;

/// <summary>The environments that flags have an entry for.</summary>
internal static class NamedEnvironments
{
    /// <summary>What is wrong with an environment that no flag names; null when one does, and when there are no flags.</summary>
    public static string? ProblemOf(string environment, IEnumerable<FlagDefinition> flags)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var flag in flags)
        {
            if (flag.Environments.ContainsKey(environment)) return null;
            names.UnionWith(flag.Environments.Keys);
            count++;
        }

        if (count == 0) return null;
        var missing = $"No flag names the environment '{environment}', so that every flag is off in it.";
        if (names.Count == 0) return $"{missing} No other environment is named either.";
        var hint = Spelling.Nearest(environment, names) is { } near ? $" Did you mean '{near}'?" : "";
        return $"{missing} The flags name {string.Join(", ", names)}.{hint}";
    }

    /// <summary>Which environments a flag has an entry for, where it has none for one.</summary>
    public static string Of(FlagDefinition flag, string environment) => flag.Environments.Count == 0
        ? $"The flag names no environment; this one is '{environment}'."
        : $"This environment is '{environment}'; the flag names {string.Join(", ", flag.Environments.Keys.Order(StringComparer.Ordinal))}.";
}
