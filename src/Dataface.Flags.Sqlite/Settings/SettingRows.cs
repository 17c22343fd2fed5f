using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Settings;

/// <summary>Small things of the server's own, each with a version that grows with each change and a hash that shows damage.</summary>
internal static class SettingRows
{
    /// <summary>What is kept under a name, with its version; null when nothing is.</summary>
    /// <exception cref="InvalidDataException">It is not as it was written.</exception>
    public static (byte[] Value, long Version)? Read(SqliteConnection connection, string name)
    {
        var rows = connection.Rows(
            "SELECT value, version, hash FROM settings WHERE name = $1",
            row => (Value: row.GetFieldValue<byte[]>(0), Version: row.GetInt64(1), Hash: row.GetFieldValue<byte[]>(2)), name);
        if (rows is not [var found]) return null;
        return found.Hash.AsSpan().SequenceEqual(HashOf(name, found.Value))
            ? (found.Value, found.Version)
            : throw new InvalidDataException(
                $"The setting '{name}' is not as it was written: the database is damaged. Stop the server, keep a copy of its data folder, "
                + "and put the newest backup back with 'restore'.");
    }

    /// <summary>The names of all settings.</summary>
    public static List<string> Names(SqliteConnection connection) => connection.Rows("SELECT name FROM settings", row => row.GetString(0));

    /// <summary>Keeps a value, unless the version is another one meanwhile; 0 for none.</summary>
    public static bool Write(SqliteConnection connection, string name, byte[] value, long expectedVersion)
    {
        var hash = HashOf(name, value);
        return 0 < (expectedVersion == 0
            ? connection.Execute("INSERT INTO settings VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING", name, value, hash)
            : connection.Execute(
                "UPDATE settings SET value = $2, hash = $3, version = version + 1 WHERE name = $1 AND version = $4",
                name, value, hash, expectedVersion));
    }

    private static byte[] HashOf(string name, byte[] value) => SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), .. value]);
}
