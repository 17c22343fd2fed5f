using Microsoft.Extensions.Options;

namespace Dataface.Flags.Serving;

/// <summary>What options must be like; each failure says what to write instead.</summary>
internal sealed class FlagClientOptionsValidation : IValidateOptions<FlagClientOptions>
{
    public static void ThrowIfInvalid(FlagClientOptions options)
    {
        var failures = Failures(options).ToList();
        if (failures.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(FlagClientOptions), failures);
    }

    public ValidateOptionsResult Validate(string? name, FlagClientOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(FlagClientOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Environment)) yield return "Environment is missing. Set it, such as options.Environment = \"production\".";
        else if (options.Environment.Any(char.IsUpper)) yield return $"Environment '{options.Environment}' has capital letters; documents name environments in lower case. Set \"{options.Environment.ToLowerInvariant()}\".";
        if (options.Providers.Count == 0) yield return "There is no source of flags. Add one, such as options.UseFile(\"flags.json\").";
        if (options.Kills.Any(string.IsNullOrWhiteSpace)) yield return "Kills has an empty key. Write the keys of flags, or \"*\" for all.";
        if (options.DeclaredKeys.Any(string.IsNullOrWhiteSpace)) yield return "DeclaredKeys has an empty key. Write the keys of flags.";
        if (options.StartupTimeout <= TimeSpan.Zero) yield return "StartupTimeout is not above zero. Leave it at 10 seconds, or set how long start-up may take.";
        if (options.KillTimeout <= TimeSpan.Zero) yield return "KillTimeout is not above zero. Leave it at 5 seconds, or set how long a kill may wait for its store.";
        if (options.GuardInterval < TimeSpan.FromMilliseconds(100) || options.GuardInterval > TimeSpan.FromDays(1)) yield return "GuardInterval is not between 0.1 seconds and a day. Leave it at 1 second, or set how often rollouts are looked at.";
        if (options.ExpiryWarningDays < 0) yield return "ExpiryWarningDays is negative. Write 0 or more.";
        if (options.Policy is null) yield return "Policy is null. Leave it at DocumentPolicy.Default, or make one.";
        if (options.TimeProvider is null) yield return "TimeProvider is null. Leave it at TimeProvider.System.";
    }
}
