using Dataface.Flags.Documents;
using Dataface.Flags.Exposures;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Client;

/// <summary>What options must be like; each failure says what to write instead.</summary>
internal sealed class FlagClientOptionsValidation : IValidateOptions<FlagClientOptions>
{
    private const int LeastSecret = 16;

    public static void ThrowIfInvalid(FlagClientOptions options)
    {
        var failures = Failures(options).ToList();
        if (failures.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(FlagClientOptions), failures);
    }

    /// <summary>Names tell what they name apart in logs, explanations, counters and the cache.</summary>
    /// <param name="what">What is named, in the plural.</param>
    public static void ThrowIfAlike(string what, IEnumerable<string> names)
    {
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is not { } alike) return;
        throw new OptionsValidationException(
            Options.DefaultName, typeof(FlagClientOptions),
            [$"{alike.Count()} {what} are called '{alike.Key}'. Give each its own name, so that logs and counters can tell them "
                + $"apart."]);
    }

    public ValidateOptionsResult Validate(string? name, FlagClientOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(FlagClientOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Environment))
            yield return "Environment is missing. Set it, such as options.Environment = \"production\".";
        else if (Names.ProblemOfEnvironment(options.Environment) is { } problem) yield return $"Environment: {problem}";
        if (options.Providers.Count == 0) yield return "There is no source of flags. Add one, such as options.UseFile(\"flags.json\").";
        foreach (var failure in KeyFailures("Kills", options.Kills, isForAll: true)) yield return failure;
        foreach (var failure in KeyFailures("DeclaredKeys", options.DeclaredKeys)) yield return failure;
        if (options.ContentRoot is { } root && !Path.IsPathFullyQualified(root))
            yield return $"ContentRoot is '{root}', which is not a full path. Leave it out, or write one such as AppContext.BaseDirectory.";
        if (options.StartupTimeout <= TimeSpan.Zero)
            yield return "StartupTimeout is not above zero. Leave it at 10 seconds, or set how long start-up may take.";
        if (options.KillTimeout <= TimeSpan.Zero)
            yield return "KillTimeout is not above zero. Leave it at 5 seconds, or set how long a kill may wait for its store.";
        if (options.GuardInterval < TimeSpan.FromMilliseconds(100) || options.GuardInterval > TimeSpan.FromDays(1))
            yield return "GuardInterval is not between 0.1 seconds and a day. Leave it at 1 second, or set how often rollouts are looked "
                + "at.";
        if (options.ExpiryWarningDays < 0) yield return "ExpiryWarningDays is negative. Write 0 or more.";
        if (ServiceIdentity.ProblemOf(options.ServiceName) is { } name) yield return $"ServiceName {name}";
        if (ServiceIdentity.ProblemOf(options.ServiceVersion) is { } version) yield return $"ServiceVersion {version}";
        if (options.Policy is null) yield return "Policy is null. Leave it at DocumentPolicy.Default, or make one.";
        if (options.TimeProvider is null) yield return "TimeProvider is null. Leave it at TimeProvider.System.";
        foreach (var failure in options.Checks.Select(check => check(options)).OfType<string>()) yield return failure;
        foreach (var failure in UnitFailures(options)) yield return failure;
        foreach (var failure in EventFailures(options.EvaluationEvents)) yield return failure;
        if (!options.HasSinks) yield break;
        foreach (var failure in ExposureFailures(options.Exposures)) yield return failure;
    }

    private static IEnumerable<string> KeyFailures(string setting, IEnumerable<string> keys, bool isForAll = false) =>
        from key in keys
        where !isForAll || key != KillRegister.Everything
        let problem = Names.ProblemOfKey(key)
        where problem is not null
        select $"{setting}: {problem}{(isForAll ? $" '{KillRegister.Everything}' stands for every flag." : "")}";

    private static IEnumerable<string> UnitFailures(FlagClientOptions options)
    {
        if (options.UnitSecret is { Length: < LeastSecret })
            yield return $"UnitSecret has fewer than {LeastSecret} characters and could be guessed. Make one, such as with \"openssl rand "
                + $"-hex 32\".";
        if (options.UnitSecret is not null) yield break;
        const string Remedy = "Set UnitSecret, the same in all services whose telemetry is to be joined";
        if (options.EvaluationEvents is { IsAny: true, ContextId: UnitForm.KeyedHash })
            yield return $"Evaluation events carry a keyed hash of the unit, but there is no "
                + $"key. {Remedy}, or set EvaluationEvents.ContextId to UnitForm.None.";
        if (options.HasSinks && options.Exposures.Units == UnitForm.KeyedHash)
            yield return $"Exposures and tracked events carry a keyed hash of the unit, but there is no "
                + $"key. {Remedy}, or set Exposures.Units to UnitForm.Plain where units may be known.";
    }

    private static IEnumerable<string> EventFailures(EvaluationEventOptions events)
    {
        if (!(events.SampleRatio is >= 0 and <= 1))
            yield return "EvaluationEvents.SampleRatio is not between 0 and 1. Write a share, such as 0.01 for every hundredth.";
        foreach (var failure in KeyFailures("EvaluationEvents.Flags", events.Flags, isForAll: true)) yield return failure;
        if (!Enum.IsDefined(events.ContextId)) yield return "EvaluationEvents.ContextId is not a value of UnitForm.";
    }

    private static IEnumerable<string> ExposureFailures(ExposureOptions exposures)
    {
        if (exposures.Units == UnitForm.None)
            yield return "Exposures.Units is None, but an exposure without its unit says nothing. Write UnitForm.KeyedHash or "
                + "UnitForm.Plain.";
        if (!Enum.IsDefined(exposures.Units)) yield return "Exposures.Units is not a value of UnitForm.";
        if (!Enum.IsDefined(exposures.Scope)) yield return "Exposures.Scope is not a value of ExposureScope.";
        foreach (var failure in KeyFailures("Exposures.Flags", exposures.Flags)) yield return failure;
        if (exposures.RememberedUnits is < ExposureOptions.LeastRemembered or > ExposureOptions.MostRemembered)
            yield return $"Exposures.RememberedUnits is not between {ExposureOptions.LeastRemembered} and "
                + $"{ExposureOptions.MostRemembered}. Leave it at 1,048,576, which takes 8 MB.";
        if (exposures.QueueCapacity < 1) yield return "Exposures.QueueCapacity is below 1. Leave it at 65,536.";
        if (exposures.FlushTimeout < TimeSpan.Zero) yield return "Exposures.FlushTimeout is negative. Write 0 or more.";
    }
}
