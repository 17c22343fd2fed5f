using Dataface.Flags.State;
using Npgsql;

namespace Dataface.Flags.Postgres.State;

/// <summary>Finds records in the trail, each page by an index.</summary>
internal static class TrailSearch
{
    public static async Task<IReadOnlyList<AuditRecord>> RunAsync(
        NpgsqlConnection connection, TrailQuery query, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Made of names of this project.
        var command = new NpgsqlCommand(Sql(query), connection)
#pragma warning restore CA2100
        {
            Parameters = { new() { Value = query.Before ?? long.MaxValue }, new() { Value = query.Size } },
        };
        foreach (var (_, value) in query.Members) command.Parameters.Add(new() { Value = value });
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var records = new List<AuditRecord>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    var record = Trail.Read(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetBoolean(2));
                    if (query.Fits(record)) records.Add(record);
                }

                return records.Count > query.Size ? records[..query.Size] : records;
            }
        }
    }

    /// <summary>Rows that are no records stand in no index, and are few: what they say is looked at afterwards.</summary>
    public static string Sql(TrailQuery query)
    {
        var members = string.Concat(query.Members.Select((member, i) => $" AND {member.Member} = ${i + 3}"));
        return $"""
            (SELECT sequence, line, sound FROM dataface_flags.audit WHERE sound AND sequence < $1{members} ORDER BY sequence DESC LIMIT $2)
            UNION ALL
            (SELECT sequence, line, sound FROM dataface_flags.audit WHERE NOT sound AND sequence < $1 ORDER BY sequence DESC LIMIT $2)
            ORDER BY sequence DESC
            """;
    }
}
