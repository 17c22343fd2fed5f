using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Npgsql;

namespace Dataface.Flags.Postgres.State;

/// <summary>The audit chain in the database, to which state and definitions are added alike.</summary>
internal static class Trail
{
    /// <summary>Adds the record of a change, inside the caller's transaction. Others that add wait until that has ended.</summary>
    /// <param name="source">What the kills' source is called.</param>
    /// <returns>The record; the one from before when the change is known already.</returns>
    /// <exception cref="DefinitionConflictException">Another document is in force than whoever publishes believes.</exception>
    public static async Task<AuditRecord> AppendAsync(NpgsqlConnection connection, StateChange change, string source, CancellationToken cancellationToken)
    {
        var (head, known, kill, ramp) = await TakeTurnAsync(connection, change, cancellationToken).ConfigureAwait(false);
        if (known is not null) return known;
        var record = head.Next(change, source, kill?.After, ramp?.RampAfter);
        var insert = new NpgsqlCommand("INSERT INTO dataface_flags.audit (line) VALUES ($1)", connection)
        {
            Parameters = { new() { Value = AuditCodec.Write(record) } },
        };
        await using (insert.ConfigureAwait(false)) await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return record;
    }

    /// <summary>The record in a line.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static AuditRecord Parse(byte[] line) => AuditCodec.TryRead(line, out var record)
        ? record
        : throw new InvalidDataException($"dataface_flags.audit holds a line that is not a record as it was written: {System.Text.Encoding.UTF8.GetString(line)}");

    /// <summary>Waits for its turn, and reads what the next record depends on: statements of their own, so that they see what the turn before has left.</summary>
    private static async Task<(TrailHead Head, AuditRecord? Known, AuditRecord? Kill, AuditRecord? Ramp)> TakeTurnAsync(
        NpgsqlConnection connection, StateChange change, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT dataface_flags.take_turn()"),
                new("SELECT sequence, hash, number, document FROM dataface_flags.head"),
                new("SELECT line FROM dataface_flags.audit WHERE id = $1") { Parameters = { new() { Value = change.Id } } },
                new("SELECT line FROM dataface_flags.kills JOIN dataface_flags.audit USING (sequence) WHERE environment = $1 AND flag = $2")
                {
                    Parameters = { new() { Value = change.Environment }, new() { Value = change.Flag } },
                },
                new("SELECT line FROM dataface_flags.ramps JOIN dataface_flags.audit USING (sequence) WHERE environment = $1 AND rollout = $2")
                {
                    Parameters = { new() { Value = change.Environment }, new() { Value = change.Rollout ?? "" } },
                },
            },
        };
        await using (batch.ConfigureAwait(false))
        {
            var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var document = reader.IsDBNull(3) ? null : new DocumentRevision(reader.GetInt32(2), reader.GetString(3));
                var head = new TrailHead(reader.GetInt64(0), reader.GetString(1), document);
                var known = await NextRecordAsync(reader, cancellationToken).ConfigureAwait(false);
                var kill = await NextRecordAsync(reader, cancellationToken).ConfigureAwait(false);
                return (head, known, kill, await NextRecordAsync(reader, cancellationToken).ConfigureAwait(false));
            }
        }
    }

    private static async Task<AuditRecord?> NextRecordAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? Parse(reader.GetFieldValue<byte[]>(0)) : null;
    }
}
