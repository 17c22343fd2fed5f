using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Maintenance;

/// <summary>The options that maintenance commands have of their own.</summary>
internal sealed class MaintenanceOptions(IConfiguration configuration)
{
    public static IReadOnlyCollection<string> Names { get; } = ["to", "from", "reason", "by"];

    public string By => configuration["by"] ?? System.Environment.UserName;

    /// <summary>An option's value; throws when it was left out.</summary>
    public string Required(string name) => configuration[name] is { Length: > 0 } value
        ? value
        : throw new CommandLineException($"--{name} is missing. Write --{name} and its value.");
}
