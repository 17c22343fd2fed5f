using Dataface.Flags.Server.Settings;
using Npgsql;

namespace Dataface.Flags.Server.Stores;

/// <summary>
/// The password in the connection string, as configuration has it at the moment: the secrets file may get another one while the server
/// runs. While there is none to be read, as in the middle of writing that file, the last one counts. Thread-safe.
/// </summary>
internal sealed class PostgresPassword
{
    private readonly IConfiguration _configuration;
    private volatile string _last;

    /// <param name="connectionString">As it is at the start.</param>
    /// <param name="configuration">Where it may change.</param>
    public PostgresPassword(string connectionString, IConfiguration configuration)
    {
        (_configuration, _last) = (configuration, PasswordOf(connectionString) ?? "");
    }

    /// <summary>Whether there is one; without, the server or a password file decides.</summary>
    public bool IsGiven => _last.Length > 0;

    public string Current()
    {
        var connectionString = _configuration[$"{ServerSettings.Section}:{nameof(ServerSettings.Postgres)}"];
        if (PasswordOf(connectionString) is { Length: > 0 } password) _last = password;
        return _last;
    }

    private static string? PasswordOf(string? connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Password;
        }
        catch (ArgumentException)
        {
            // No connection string: it was just being written, and the next connection asks again.
            return null;
        }
    }
}
