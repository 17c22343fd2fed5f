using System.Buffers;
using System.Text;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Guard;
using Dataface.Flags.Server.Ofrep;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>
/// The guard of one environment that runs in this server, for services that have none in their own process. It is one instance more
/// beside theirs: it reports, decides and goes on with ramps as each of them does. Thread-safe.
/// </summary>
internal sealed class EnvironmentGuard(FlagClient client)
{
    private readonly AttributeNamesCache _names = new();
    private readonly Lock _gate = new();
    private FlagSnapshot? _begun;
    private Task _last = Task.CompletedTask;
    private Task? _next;

    /// <summary>Looks at rollouts that are new, so that what is recorded of them is not passed over.</summary>
    public async Task BeginAsync()
    {
        var now = client.Pin();
        if (ReferenceEquals(_begun, now)) return;
        await LookAsync();
        _begun = now;
    }

    /// <summary>Has what was recorded before this call reported and looked at. Whoever asks while a look waits shares it.</summary>
    public Task LookAsync()
    {
        lock (_gate) return _next ??= LookAfterAsync(_last);
    }

    /// <summary>Records an outcome.</summary>
    /// <returns>Why it is passed over; null when it is recorded.</returns>
    public string? Record(ReportedOutcome outcome)
    {
        if (outcome.Objective is { } objective) return Record(objective, outcome.Result!.Value);
        var flags = client.Pin();
        if (flags.Find(outcome.Flag!) is not { } flag) return "No document in force defines the flag.";
        if (flag.Details.Definition.Guard is not { } guard) return "The flag has no guard.";
        if (outcome.Signal is { } named && !guard.Counters.Contains(named) && !guard.AbortOn.Contains(named))
        {
            return $"The flag's guard lists the signal '{named}' neither under 'counters' nor under 'abortOn'.";
        }

        if (Read(outcome.Subject, flags, flag, out var context) is { } fault) return fault;
        var decided = flags.Decide(flag, context, out var unit);
        if (decided is not { Rollout: not null, Arm: not RolloutArm.None })
        {
            return "The flag is decided outside of a rollout for this unit, such as by a kill or a rule.";
        }

        if (outcome.Variant is { } served && served != decided.Variant?.Name)
        {
            return $"The unit gets '{decided.Variant?.Name}' now: it was evaluated at an earlier step.";
        }

        var guarded = new GuardedUnit(decided, unit, GuardedUnit.SourceIn(decided, context));
        if (outcome.Signal is { } signal) client.Guard.Signal(guarded, signal);
        if (outcome.Result is { } result) client.Guard.Record(guarded, result, outcome.Elapsed);
        return null;
    }

    private string? Record(string objective, GuardOutcome result)
    {
        if (!client.HasObjective(objective)) return "No guard of a document in force names the objective.";
        if (result == GuardOutcome.Cancelled) return "A request whose caller gave up counts for no objective.";
        client.Guard.RecordRequest(objective, result);
        return null;
    }

    private string? Read(OutcomeSubject subject, FlagSnapshot flags, CompiledFlag flag, out EvaluationContext context)
    {
        context = EvaluationContext.Empty;
        if (subject.Unit is { } unit)
        {
            context = EvaluationContext.Empty.With(flag.BucketBy, unit);
            return null;
        }

        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(subject.Context.GetRawText()));
        var error = ContextReader.Read(body, _names.Of(flags), out context);
        return error.Code is null ? null : error.Details;
    }

    /// <summary>At most one look runs and one waits, however many batches come.</summary>
    private async Task LookAfterAsync(Task before)
    {
        // Never at once: whoever asks holds the lock, and is to be in this look.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_gate) (_last, _next) = (_next!, null);
        await client.LookAtGuardsAsync();
    }
}
