using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Settings;

/// <summary>What the server is told by configuration, validated at the start; the secrets file is followed.</summary>
internal static class SettingsSetup
{
    public static void AddSettings(this IServiceCollection services)
    {
        services.AddOptions<ServerSettings>().BindConfiguration(ServerSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSettingsCheck(UnusableFolders);
        services.AddHostedService<SecretsFileFollower>();
    }

    /// <summary>Has a feature say at the start what is wrong with its settings.</summary>
    public static void AddSettingsCheck(this IServiceCollection services, Func<ServerSettings, IEnumerable<string>> failures) =>
        services.AddSingleton<IValidateOptions<ServerSettings>>(new SettingsCheck(failures));

    /// <summary>
    /// A folder that is not there is a slip of whoever starts the server, and cheapest to mend then. Documents may come and go.
    /// </summary>
    private static IEnumerable<string> UnusableFolders(ServerSettings options) =>
        new (string Name, string? Path)[]
        {
            (nameof(options.Experiments), options.Experiments), (nameof(options.Portfolio), options.Portfolio),
        }
        .Where(folder => folder.Path is not null && !Directory.Exists(folder.Path))
        .Select(folder => $"{folder.Name} names the folder '{Path.GetFullPath(folder.Path!)}', which is not there. "
            + $"Write --{folder.Name.ToLowerInvariant()} and a folder of documents, or leave it out.");
}
