using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Maintenance;

/// <summary>The options of maintenance commands; storage is named as for serving.</summary>
internal sealed class MaintenanceOptions
{
    private readonly IConfiguration _configuration;
    private readonly ServerOptions _server;

    public MaintenanceOptions(string[] args)
    {
        CommandLine.Check(args, "to", "from", "reason", "by");
        var configuration = new ConfigurationManager();
        ServerConfiguration.Add(configuration, args);
        _configuration = configuration;
        _server = _configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new();
    }

    public DataFolder Folder => new(Path.GetFullPath(_server.Data));

    public string? Postgres => _server.Postgres;

    public string By => _configuration["by"] ?? System.Environment.UserName;

    /// <summary>An option's value; throws when it was left out.</summary>
    public string Required(string name) => _configuration[name] is { Length: > 0 } value
        ? value
        : throw new CommandLineException($"--{name} is missing. Write --{name} and its value.");
}
