namespace Dataface.Flags.Server.Settings;

/// <summary>Where the server's own settings come from: later ones win.</summary>
internal static class ServerConfiguration
{
    /// <summary>What variables of the environment begin with: <c>DATAFACE_FLAGS_POSTGRES</c> is <c>Server:Postgres</c>.</summary>
    private const string Prefix = "DATAFACE_FLAGS_";

    /// <summary>Variables with that beginning that are of the command line tool, of clients and of tests.</summary>
    private static readonly string[] OfOthers = ["KEY", "KILLS", "SERVER", "SCREENSHOTS"];

    /// <summary>Adds all of them; throws <see cref="InvalidDataException"/> when one cannot be meant.</summary>
    /// <returns>The secrets file, if there is one.</returns>
    public static SecretsFile? Add(ConfigurationManager configuration, string[] args)
    {
        var section = ServerSettings.Section + ":";
        var postgres = section + nameof(ServerSettings.Postgres);
        var variables = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build().AsEnumerable()
            .Where(setting => setting.Value is not null && !OfOthers.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            .Select(setting => KeyValuePair.Create(section + setting.Key.Replace("_", "", StringComparison.Ordinal), setting.Value));
        configuration.AddInMemoryCollection(variables);
        var names = CommandLine.Short.ToDictionary(name => "--" + name, name => section + name.Replace("-", "", StringComparison.Ordinal));
        configuration.AddCommandLine(args, names);
        var secrets = configuration[section + nameof(ServerSettings.SecretsFile)] is { Length: > 0 } path ? new SecretsFile(path) : null;
        if (secrets is not null) configuration.Sources.Add(secrets);

        SettingNames.ThrowIfUnknown(configuration);

        // Whoever names a folder means it, whatever database the environment or the secrets file names.
        var given = new ConfigurationBuilder().AddCommandLine(args, names).Build();
        if (given[section + nameof(ServerSettings.Data)] is not null && given[postgres] is null)
        {
            configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>(postgres, null)]);
        }

        SettingNames.ThrowIfEmpty(configuration);
        return secrets;
    }
}
