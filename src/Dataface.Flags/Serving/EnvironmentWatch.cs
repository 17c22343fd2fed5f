using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Linking;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Serving;

/// <summary>Warns of an environment that no flag names: once, and again when one had named it meanwhile.</summary>
internal sealed class EnvironmentWatch(string environment, ILogger logger)
{
    private bool _isWarned;

    /// <summary>Looks at definitions that have come into force; not to be called twice at once.</summary>
    public void Look(FlagDocument document)
    {
        var problem = NamedEnvironments.ProblemOf(environment, document.Flags.Values);
        if (problem is not null && !_isWarned) ClientLog.EnvironmentNotNamed(logger, problem);
        _isWarned = problem is not null;
    }
}
