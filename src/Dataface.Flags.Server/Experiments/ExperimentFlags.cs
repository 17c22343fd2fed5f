using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Experiments;

/// <summary>How the flags behind experiments stand, in the environment that the server's experiments run in. Thread-safe.</summary>
internal sealed class ExperimentFlags(ServerStorage storage, SharedState states, EnvironmentClients clients,
    IOptions<ServerSettings> options)
{
    private volatile FlagMoment? _last;

    public string Environment => options.Value.Environment;

    /// <summary>The flags as they are; the same object while nothing changes.</summary>
    public async Task<FlagMoment> NowAsync(CancellationToken cancellationToken)
    {
        var (state, document) = (await states.LoadAsync(Environment, cancellationToken), clients.Definitions);
        if (_last is { } last && ReferenceEquals(last.State, state) && ReferenceEquals(last.Document, document)) return last;
        return _last = new(storage.State, document, state, Environment);
    }

    /// <summary>How an experiment's flag stands; null without a flag.</summary>
    public async Task<FlagCourse?> CourseOfAsync(ExperimentDefinition experiment, FlagMoment moment, CancellationToken cancellationToken)
    {
        if (experiment.Flag is not { } flag) return null;
        return FlagCourses.Of(
            experiment, moment.Document, moment.State, Environment, await moment.TurnsOfAsync(flag, cancellationToken),
            await storage.Experiments.ReadAuditAsync(experiment.Id, cancellationToken));
    }
}
