using System.Security.Cryptography;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Experiments;

/// <summary>
/// The hash (SHA-256) of an experiment with its audit and results, kept beside it and written with each change in one transaction: what was
/// changed by somebody else, or by the disk, shows.
/// </summary>
internal static class ExperimentSeal
{
    private static readonly string[] Parts =
    [
        """
        SELECT id, name, hypothesis, owner, created_at, status, kpis, definition, version, decision, decided_at, stable_at, excluded_units,
            last_refresh_at, data_version, is_of_events
        FROM experiments WHERE id = $1
        """,
        "SELECT at, by, action, reason, before, after FROM experiment_audit WHERE experiment_id = $1 ORDER BY sequence",
        "SELECT * FROM experiment_kpis WHERE experiment_id = $1 ORDER BY metric, variant, day",
        "SELECT * FROM experiment_exposures WHERE experiment_id = $1 ORDER BY variant, day",
    ];

    /// <summary>Seals an experiment as it stands in the open transaction.</summary>
    public static void Set(SqliteConnection connection, string id) =>
        connection.Execute("UPDATE experiments SET seal = $2 WHERE id = $1", id, Of(connection, id));

    /// <summary>Whether an experiment is as it was sealed.</summary>
    public static bool Holds(SqliteConnection connection, string id) =>
        connection.Value<byte[]>("SELECT seal FROM experiments WHERE id = $1", id) is { } seal
            && seal.AsSpan().SequenceEqual(Of(connection, id));

    private static byte[] Of(SqliteConnection connection, string id)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in Parts)
        {
            connection.Rows(
                part,
                row =>
                {
                    for (var column = 0; column < row.FieldCount; column++) Seal.Add(hash, row.GetValue(column));
                    return true;
                },
                id);
            Seal.Add(hash, DBNull.Value);
        }

        return hash.GetHashAndReset();
    }
}
