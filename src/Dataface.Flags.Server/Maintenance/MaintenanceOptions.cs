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

    /// <summary>The path of a file, which may not be there yet; throws when it was left out, or is a folder's.</summary>
    public string File(string name) => Required(name) is var path && !Directory.Exists(path)
        ? path
        : throw new CommandLineException($"--{name} names the folder '{path}'. Write --{name} and a file.");
}
