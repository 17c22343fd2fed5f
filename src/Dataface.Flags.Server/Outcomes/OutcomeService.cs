using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>Records outcomes that clients of any language report. Thread-safe.</summary>
internal sealed class OutcomeService(
    EnvironmentGuards guards, KnownEnvironments environments, KnownOutcomes known, IOptions<ServerSettings> settings)
{
    /// <summary>Records a batch. When this returns, it is with the evidence, unless the store does not answer: then it follows.</summary>
    public async Task<OutcomesAnswer> AddAsync(IReadOnlyList<ReportedOutcome> outcomes, Caller caller, CancellationToken cancellationToken)
    {
        var environment = caller.EnvironmentOr(settings.Value.Environment);
        await environments.RequireAsync(environment, caller, cancellationToken);
        var guard = await guards.GetAsync(environment, cancellationToken);
        var (recorded, repeated, passedOver) = (0, 0, new List<PassedOver>());
        foreach (var outcome in outcomes)
        {
            if (!known.TryAdd(environment, outcome.Id)) repeated++;
            else if (Record(guard, environment, outcome) is { } why) passedOver.Add(new(outcome.Id, why));
            else recorded++;
        }

        await guard.LookAsync();
        return new(recorded, repeated, passedOver);
    }

    /// <summary>Records an outcome; the id of one of which nothing counts is not kept, so that it can come again.</summary>
    private string? Record(EnvironmentGuard guard, string environment, ReportedOutcome outcome)
    {
        var isRecorded = false;
        try
        {
            var why = guard.Record(outcome);
            isRecorded = why is null;
            return why;
        }
        finally
        {
            if (!isRecorded) known.Remove(environment, outcome.Id);
        }
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Recorded">Outcomes that count.</param>
/// <param name="Repeated">Outcomes that were sent before.</param>
/// <param name="PassedOver">Those of which nothing counts.</param>
internal sealed record OutcomesAnswer(int Recorded, int Repeated, IReadOnlyList<PassedOver> PassedOver);

/// <summary>An outcome of which nothing counts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Why">Why not.</param>
internal sealed record PassedOver(string Id, string Why);
