using Dataface.Flags.Postgres.Connections;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Postgres.State;

/// <summary>The audit chain in the database, to which functions of the database add state and definitions alike.</summary>
internal static class Trail
{
    /// <summary>What functions of the database raise when another document is in force than whoever publishes believes.</summary>
    private const string Conflict = "DFL01";

    /// <summary>The same, when the change's id is that of a change of something else.</summary>
    private const string Other = "DFL03";

    /// <summary>The same, when a document is to be put in force that nobody has published.</summary>
    private const string NoDocument = "DFL05";

    /// <summary>Adds the record of a change, in a transaction of its own. Others that add wait until that has ended.</summary>
    /// <param name="content">The document that is put in force, when it may not be kept yet.</param>
    /// <param name="source">What the kills' source is called.</param>
    /// <returns>The record; the one from before when the change is known already.</returns>
    /// <exception cref="DefinitionConflictException">Another document is in force than whoever publishes believes.</exception>
    /// <exception cref="RefusalException">It is refused; the functions refuse what <see cref="FlagState.RefusalOf"/> does.</exception>
    /// <exception cref="TurnTakenException">Another session keeps the turn.</exception>
    public static async Task<AuditRecord> AppendAsync(
        NpgsqlConnection connection, StateChange change, byte[]? content, string source, CancellationToken cancellationToken)
    {
        try
        {
            var line = (byte[])(await Turn.RunAsync(connection, CommandOf(change, content, source), cancellationToken)
                .ConfigureAwait(false))!;
            return AuditCodec.TryRead(line, out var record)
                ? record
                : throw new InvalidDataException(
                    $"The change {change.Id} is recorded, but its row in dataface_flags.audit was changed since.");
        }
        catch (PostgresException error) when (error.SqlState == Conflict)
        {
            throw new DefinitionConflictException(RevisionIn(error.Hint ?? ""));
        }
        catch (PostgresException error) when (error.SqlState == Other)
        {
            throw ChangeSubject.Refusal(change.Id);
        }
        catch (PostgresException error) when (error.SqlState == NoDocument)
        {
            throw new RefusalException(RefusalKind.NotFound, error.MessageText, error);
        }
        catch (PostgresException error) when (error is { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null })
        {
            // Said by a function: what a table's constraint refuses is a fault of ours.
            throw new RefusalException(RefusalKind.Malformed, error.MessageText, error);
        }
    }

    /// <summary>The record in a row of the audit, or what stands for a row that is none.</summary>
    /// <param name="isSound">Whether the database has made it.</param>
    public static AuditRecord Read(long sequence, byte[] line, bool isSound)
    {
        if (isSound && AuditCodec.TryRead(line, out var record) && record.Sequence == sequence
            && record.Hash == AuditCodec.HashOf(record)) return record;
        return ForeignRecord.Of(line, sequence,
            $"Row {sequence} of dataface_flags.audit is not a record that the database has made, and is set apart.");
    }

    private static NpgsqlBatchCommand CommandOf(StateChange change, byte[]? content, string source) => change.Action switch
    {
        StateAction.Publish or StateAction.Rollback => new("SELECT dataface_flags.publish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        {
            Parameters =
            {
                new() { Value = change.Id }, Text(AuditCodec.NameOf(change.Action)), Text(change.By), Text(change.From),
                    Text(change.Reason),
                Text(AuditValues.Instant(change.At)), Text(change.Evidence), Text(change.Document),
                new() { Value = (object?)content ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea }, Text(change.ExpectedDocument),
            },
        },
        StateAction.Checkpoint or StateAction.Recover or StateAction.Configure =>
            new("SELECT dataface_flags.note($1, $2, $3, $4, $5, $6, $7)")
            {
                Parameters =
            {
                new() { Value = change.Id }, Text(AuditCodec.NameOf(change.Action)), Text(change.By), Text(change.From),
                    Text(change.Reason),
                Text(AuditValues.Instant(change.At)), Text(change.Evidence),
            },
            },
        _ => new("SELECT dataface_flags.change_state($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)")
        {
            Parameters =
            {
                new() { Value = change.Id }, Text(AuditCodec.NameOf(change.Action)), Text(change.Environment), Text(change.Flag),
                    Text(change.Rollout),
                new() { Value = change.Stage }, new() { Value = change.Epoch }, new() { Value = change.MilliPercent },
                Text(change.By), Text(change.From), Text(change.Reason), Text(AuditValues.Instant(change.At)), Text(change.Evidence),
                    Text(source),
            },
        },
    };

    private static NpgsqlParameter Text(string? text) =>
        new() { Value = text is null ? DBNull.Value : RecordEncoder.Storable(text), NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>As the database writes it: the number, a space, and the hash.</summary>
    private static DocumentRevision? RevisionIn(string text) =>
        text.Split(' ') is [var number, { Length: > 0 } hash] && int.TryParse(number, out var known) ? new(known, hash) : null;
}
