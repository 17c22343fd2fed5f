using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Environments;

/// <summary>Which environments there are, and what each has in force.</summary>
internal static class EnvironmentSetup
{
    public static void AddEnvironments(this IServiceCollection services)
    {
        services.AddSingleton<KnownEnvironments>();
        services.AddSingleton<SharedState>();
        Action<FlagClientOptions> withoutGuards = options => options.HasGuards = false;
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EnvironmentClients>(provider, withoutGuards));
        services.AddSingleton<DefinitionTurn>();
        services.AddSettingsCheck(Failures);
    }

    private static IEnumerable<string> Failures(ServerSettings options)
    {
        if (!EnvironmentNames.IsValid(options.Environment))
        {
            yield return $"Environment '{options.Environment}' is not a valid environment name. "
                + "Write it as the documents do, such as 'production'.";
        }

        foreach (var environment in options.Environments.Where(environment => !EnvironmentNames.IsValid(environment)))
        {
            yield return $"Environments has '{environment}', which is not a valid environment name. {EnvironmentNames.Remedy}";
        }
    }
}
