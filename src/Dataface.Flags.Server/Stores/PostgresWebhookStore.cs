using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Listening;
using Dataface.Flags.Server.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Dataface.Flags.Server.Stores;

/// <summary>
/// Webhooks and their outbox in PostgreSQL, shared by the server's replicas; only the owner's role may see them. Thread-safe.
/// </summary>
internal sealed class PostgresWebhookStore(PostgresFlagDatabase database) : IWebhookStore
{
    private const string All =
        """
        SELECT name, address, secret, events, environment, made_at, made_by, since, succeeded_at, failed_at, failure, dropped,
            (SELECT count(*) FROM dataface_flags.deliveries WHERE webhook = name)
        FROM dataface_flags.webhooks ORDER BY name
        """;

    private const string Add =
        """
        INSERT INTO dataface_flags.webhooks (name, address, secret, events, environment, made_at, made_by, since)
        SELECT $1, $2, $3, $4, $5, $6, $7, (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM dataface_flags.outbox_sequence_seq)
        WHERE (SELECT count(*) FROM dataface_flags.webhooks) < $8
        ON CONFLICT DO NOTHING
        """;

    /// <summary>One statement, so that a notice is told once however many servers look.</summary>
    private const string Notice =
        """
        WITH given AS (
            SELECT * FROM unnest($1, $2, $3, $4) AS n (key, type, environment, data)
            WHERE EXISTS (SELECT FROM dataface_flags.webhooks)),
        kept AS (
            INSERT INTO dataface_flags.standing SELECT key, clock_timestamp() FROM given
            ON CONFLICT (key) DO UPDATE SET seen_at = EXCLUDED.seen_at RETURNING key, xmax = 0 AS is_new)
        INSERT INTO dataface_flags.outbox (at, type, environment, data)
        SELECT clock_timestamp(), type, environment, data FROM given JOIN kept USING (key) WHERE is_new
        """;

    private const string Distribute =
        """
        WITH gone AS (DELETE FROM dataface_flags.outbox WHERE sequence = $1 RETURNING sequence),
        dropped AS (
            UPDATE dataface_flags.webhooks SET dropped = dropped + 1 WHERE name = ANY ($5) AND EXISTS (SELECT FROM gone))
        INSERT INTO dataface_flags.deliveries (webhook, sequence, message, body)
        SELECT name, gone.sequence, $2, $3 FROM gone, dataface_flags.webhooks WHERE name = ANY ($4)
        """;

    private const string Claim =
        """
        UPDATE dataface_flags.deliveries d SET attempts = d.attempts + 1, due_at = clock_timestamp() + $3
        FROM (
            SELECT webhook, sequence FROM dataface_flags.deliveries
            WHERE webhook = $1 AND (due_at <= clock_timestamp() OR due_at > clock_timestamp() + $4)
            ORDER BY due_at, sequence LIMIT $2 FOR UPDATE SKIP LOCKED) due
        WHERE d.webhook = due.webhook AND d.sequence = due.sequence
        RETURNING d.sequence, d.message, d.body, d.attempts,
            greatest(extract(epoch FROM clock_timestamp() - d.made_at), 0)::double precision
        """;

    private const string Settle =
        """
        WITH ended AS (
            DELETE FROM dataface_flags.deliveries WHERE webhook = $1 AND sequence = $2 AND attempts = $3 AND $5::interval IS NULL
            RETURNING webhook),
        kept AS (
            UPDATE dataface_flags.deliveries SET due_at = clock_timestamp() + $5
            WHERE webhook = $1 AND sequence = $2 AND attempts = $3 AND $5::interval IS NOT NULL RETURNING webhook)
        UPDATE dataface_flags.webhooks SET
            succeeded_at = CASE WHEN $4::text IS NULL THEN clock_timestamp() ELSE succeeded_at END,
            failed_at = CASE WHEN $4::text IS NULL THEN failed_at ELSE clock_timestamp() END,
            failure = coalesce($4, failure),
            dropped = dropped + CASE WHEN $4::text IS NOT NULL AND $5::interval IS NULL THEN 1 ELSE 0 END
        WHERE name IN (SELECT webhook FROM ended UNION ALL SELECT webhook FROM kept)
        """;

    private const string Lead =
        """
        INSERT INTO dataface_flags.lead AS l (server, until) VALUES ($1, clock_timestamp() + $2)
        ON CONFLICT (one) DO UPDATE SET server = EXCLUDED.server, until = EXCLUDED.until
        WHERE l.server = EXCLUDED.server OR l.until < clock_timestamp() OR l.until > clock_timestamp() + $3
        """;

    public async Task<bool> AddAsync(Webhook webhook, CancellationToken cancellationToken) => await ExecuteAsync(
        Add,
        [
            webhook.Name, webhook.Address, webhook.Secret, webhook.Events.ToArray(), Text(webhook.Environment),
            webhook.MadeAt.ToUniversalTime(), webhook.MadeBy, IWebhookStore.Most,
        ],
        cancellationToken) > 0;

    public async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        await ExecuteAsync("DELETE FROM dataface_flags.webhooks WHERE name = $1", [name], cancellationToken) > 0;

    public Task<IReadOnlyList<KeptWebhook>> ListAsync(CancellationToken cancellationToken) =>
        RowsAsync(All, [], Kept, cancellationToken);

    public async Task NoticeAsync(IReadOnlyList<StandingNotice> notices, TimeSpan over, CancellationToken cancellationToken)
    {
        object[] values =
        [
            notices.Select(n => n.Key).ToArray(), notices.Select(n => n.Notice.Type).ToArray(),
            notices.Select(n => n.Notice.Environment).ToArray(), notices.Select(n => n.Notice.Data).ToArray(),
        ];
        var written = await ExecuteAsync(Notice, values, cancellationToken);

        // Nothing was seen in the future: the clock has been set back.
        await ExecuteAsync(
            "UPDATE dataface_flags.standing SET seen_at = clock_timestamp() WHERE seen_at > clock_timestamp()", [], cancellationToken);
        await ExecuteAsync(
            "DELETE FROM dataface_flags.standing WHERE seen_at < clock_timestamp() - $1 AND NOT key = ANY ($2)", [over, values[0]],
            cancellationToken);
        if (written == 0) return;
        await ExecuteAsync("SELECT pg_notify('dataface_flags', 'webhooks')", [], cancellationToken);
    }

    public Task<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(int most, CancellationToken cancellationToken) => RowsAsync(
        "SELECT sequence, record, at, type, environment, data FROM dataface_flags.outbox ORDER BY sequence LIMIT $1", [most],
        row => row.IsDBNull(3)
            ? new OutboxNotice(row.GetInt64(0), row.GetInt64(1), default, null)
            : new(row.GetInt64(0), 0, row.GetFieldValue<DateTimeOffset>(2), new(row.GetString(3), row.GetString(4), row.GetString(5))),
        cancellationToken);

    public Task DistributeAsync(
        long notice, WebhookMessage? message, IReadOnlyList<string> webhooks, IReadOnlyList<string> full,
        CancellationToken cancellationToken) => ExecuteAsync(
        Distribute,
        [
            notice, message?.Id ?? "", message?.Body ?? [], (message is null ? [] : webhooks).ToArray(), full.ToArray(),
        ],
        cancellationToken);

    public Task<IReadOnlyList<string>> ListDueAsync(CancellationToken cancellationToken) => RowsAsync(
        """
        SELECT DISTINCT webhook FROM dataface_flags.deliveries
        WHERE due_at <= clock_timestamp() OR due_at > clock_timestamp() + $1 ORDER BY webhook
        """,
        [IWebhookStore.LongestWait],
        row => row.GetString(0), cancellationToken);

    public Task<IReadOnlyList<WebhookDelivery>> ClaimAsync(
        string webhook, int most, TimeSpan lease, CancellationToken cancellationToken) => RowsAsync(
        Claim, [webhook, most, lease, IWebhookStore.LongestWait],
        row => new WebhookDelivery(
            webhook, row.GetInt64(0), new(row.GetString(1), row.GetFieldValue<byte[]>(2)), row.GetInt32(3),
            TimeSpan.FromSeconds(row.GetDouble(4))),
        cancellationToken);

    public Task SettleAsync(WebhookDelivery delivery, DeliveryEnd end, CancellationToken cancellationToken) => ExecuteAsync(
        Settle,
        [
            delivery.Webhook, delivery.Sequence, delivery.Attempt, Text(end.Failure),
            new NpgsqlParameter { Value = (object?)end.Delay ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Interval },
        ],
        cancellationToken);

    public async Task<bool> TryLeadAsync(Guid server, TimeSpan lease, CancellationToken cancellationToken) =>
        await ExecuteAsync(Lead, [server, lease, IWebhookStore.LongestWait], cancellationToken) > 0;

    public IDisposable OnChange(Action changed) => database.Listener.OnChange(Topic.Webhooks, changed);

    private static KeptWebhook Kept(NpgsqlDataReader row) => new(
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<string[]>(3), row.IsDBNull(4) ? null : row.GetString(4),
            row.GetFieldValue<DateTimeOffset>(5), row.GetString(6)),
        row.GetInt64(7), row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9), row.IsDBNull(10) ? null : row.GetString(10), row.GetInt64(12),
        row.GetInt64(11));

    private static NpgsqlParameter Text(string? text) =>
        new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
#pragma warning disable CA2100 // Texts of this file.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            // Made anew for each attempt: a parameter belongs to one command.
            command.Parameters.Add(value is NpgsqlParameter given
                ? new NpgsqlParameter { Value = given.Value, NpgsqlDbType = given.NpgsqlDbType } : new NpgsqlParameter { Value = value });
        }

        return command;
    }

    private Task<int> ExecuteAsync(string sql, object[] values, CancellationToken cancellationToken) => database.FollowAsync(
        async connection =>
        {
            var command = Command(connection, sql, values);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
            }
        },
        cancellationToken);

    private Task<IReadOnlyList<T>> RowsAsync<T>(
        string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        database.FollowAsync<IReadOnlyList<T>>(
            async connection =>
            {
                var command = Command(connection, sql, values);
                await using (command.ConfigureAwait(false))
                {
                    var rows = new List<T>();
                    var reader = await command.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
                    await using (reader.ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false)) rows.Add(read(reader));
                    }

                    return rows;
                }
            },
            cancellationToken);
}
