using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Forgets instances that somebody knows to be gone, each with its record in the audit trail first: such a word, and no report, may be
/// what a kill is called confirmed by. Thread-safe.
/// </summary>
internal sealed class GoneInstances(
    KnownInstances instances, KnownEnvironments environments, ServerStorage storage, TimeProvider time)
{
    /// <summary>An instance that is listed; throws when there is none with this id.</summary>
    public async Task<InstanceView> FindAsync(HttpContext http, string environment, string id)
    {
        http.RequireEnvironment(environment);
        await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        return (Guid.TryParse(id, out var instance) ? instances.Of(environment).Find(instance) : null)
            ?? throw new ProblemException(Problem.NotFound(
                $"There is no instance '{id}' in '{environment}': it has said goodbye, or was forgotten already. "
                + "'dataface-flags instances --json' and GET /api/instances list all that there are, with their ids."));
    }

    /// <summary>Forgets one that is silent, here and at all replicas.</summary>
    public async Task<ForgetAnswer> ForgetAsync(HttpContext http, string id, ForgetRequest request)
    {
        var gone = await FindAsync(http, request.Environment, id);
        var (by, reason) = (ChangeText.Who(request.By, http.Caller().Name), ChangeText.Checked(request.Reason, "reason"));
        var known = instances.Of(request.Environment);
        var age = (long)time.GetElapsedTime(gone.HeardAt).TotalSeconds;
        if (!known.IsSilent(gone)) throw StillThere(gone, age, (long)known.SilenceOf(gone).TotalSeconds);
        var what = $"forgot the instance '{gone.Name}' ({gone.Id}) of the key '{gone.Key}' in {request.Environment}, "
            + $"silent for {age} s: {reason}";
        await storage.State.ApplyAsync(http.Noted(what, time.GetUtcNow()) with { By = by }, http.RequestAborted);
        var line = new ForgottenLine(gone.Id, gone.Report.Sequence, request.Environment);
        await storage.Instances.WriteAsync([line.Write()], CancellationToken.None);
        known.Forget(line.Gone, line.Last);
        return new(gone.Id, gone.Name, request.Environment);
    }

    private static ProblemException StillThere(InstanceView instance, long age, long silence) => new(Problem.NotPossible(
        $"The instance '{instance.Name}' reported {age} s ago, so its next report would list it again. Shut it down: then it says "
        + $"goodbye and is not counted. If it has just died, forget it when it has not reported for {silence} s."));
}

/// <summary>Asks to forget an instance whose process is gone.</summary>
/// <param name="Environment">The environment that it followed.</param>
/// <param name="Reason">How that is known.</param>
/// <param name="By">Who says so, if not just the key's owner.</param>
internal sealed record ForgetRequest(string Environment, string Reason, string? By = null);

/// <summary>Says which instance was forgotten.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people called it.</param>
/// <param name="Environment">The environment.</param>
internal sealed record ForgetAnswer(Guid Id, string Name, string Environment);
