using System.Collections.Frozen;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Exposures;

/// <summary>Which flags' exposures are recorded. Thread-safe.</summary>
internal sealed class RecordedFlags(ExposureOptions options)
{
    private static readonly string[] OnlyUsers = [EvaluationContext.DefaultUnit];

    private readonly ExposureScope _scope = options.Scope;
    private readonly FrozenSet<string> _flags = options.Flags.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a flag's exposures are recorded.</summary>
    public bool Include(FlagDefinition flag) => _scope switch
    {
        _ when _flags.Contains(flag.Key) => true,
        ExposureScope.AllFlags => true,
        ExposureScope.Experiments => flag.Kind == FlagKind.Experiment,
        _ => false,
    };

    /// <summary>The attributes that hold the units of recorded exposures: the user's id when there are none.</summary>
    public string[] UnitsOf(CompiledFlag[] flags)
    {
        string[] units = [.. flags.Where(flag => Include(flag.Details.Definition)).Select(flag => flag.BucketBy).Distinct()];
        return units.Length == 0 ? OnlyUsers : units;
    }
}
