using Dataface.Flags.Background;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Server.Stores;

/// <summary>Webhooks and their outbox in the server's database, where nobody else writes. Thread-safe.</summary>
internal sealed class SqliteWebhookStore : IWebhookStore, IDisposable
{
    private const string All =
        """
        SELECT name, address, secret, events, environment, made_at, made_by, since, succeeded_at, failed_at, failure, dropped,
            (SELECT count(*) FROM deliveries WHERE webhook = name)
        FROM webhooks ORDER BY name
        """;

    private const string Insert =
        """
        INSERT INTO webhooks (name, address, secret, events, environment, made_at, made_by, since, seal)
        SELECT $1, $2, $3, $4, $5, $6, $7, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0),
            seal($1, $2, $3, $4, $5, $6, $7)
        WHERE (SELECT count(*) FROM webhooks) < $8
        ON CONFLICT DO NOTHING
        """;

    /// <summary>What is due between now and then is not due yet.</summary>
    private const string IsDue = "due_at NOT BETWEEN $1 + 1 AND $2";

    private readonly SqliteDatabase _database;
    private readonly SqliteTrail _trail;
    private readonly TimeProvider _time;
    private readonly ChangeListeners _listeners = new();
    private readonly Action<AuditRecord> _tell;

    public SqliteWebhookStore(SqliteDatabase database, SqliteTrail trail, TimeProvider time)
    {
        (_database, _trail, _time) = (database, trail, time);
        _tell = _ => _listeners.Tell();
        trail.Recorded += _tell;
    }

    private long Latest => Now + IWebhookStore.LongestWait.Ticks;

    private long Now => _time.GetUtcNow().UtcTicks;

    public void Dispose() => _trail.Recorded -= _tell;

    public Task<bool> AddAsync(Webhook webhook, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Execute(
            Insert, webhook.Name, webhook.Address, webhook.Secret, string.Join(' ', webhook.Events), webhook.Environment,
            webhook.MadeAt.UtcTicks, webhook.MadeBy, IWebhookStore.Most) > 0,
        cancellationToken);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            connection.Execute("DELETE FROM deliveries WHERE webhook = $1", name);
            return connection.Execute("DELETE FROM webhooks WHERE name = $1", name) > 0;
        },
        cancellationToken);

    public Task<IReadOnlyList<KeptWebhook>> ListAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<KeptWebhook>>(connection => connection.Rows(All, Kept), cancellationToken);

    public async Task NoticeAsync(IReadOnlyList<StandingNotice> notices, TimeSpan over, CancellationToken cancellationToken)
    {
        await _database.WriteAsync(
            connection =>
            {
                if (connection.Value<long>("SELECT count(*) FROM webhooks") == 0) return 0;
                foreach (var notice in notices) Add(connection, notice);

                // Nothing was seen in the future: the clock has been set back.
                connection.Execute("UPDATE standing SET seen_at = $1 WHERE seen_at > $1", Now);

                // Behind it, so that what stands still is not over just because nobody has looked for long.
                connection.Execute("DELETE FROM standing WHERE seen_at < $1", Now - over.Ticks);
                return notices.Count;
            },
            cancellationToken);
        _listeners.Tell();
    }

    public Task<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(int most, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<OutboxNotice>>(
            connection => connection.Rows(
                "SELECT sequence, record, at, type, environment, data FROM outbox ORDER BY sequence LIMIT $1", Outbox, most),
            cancellationToken);

    public Task DistributeAsync(
        long notice, WebhookMessage? message, IReadOnlyList<string> webhooks, IReadOnlyList<string> full,
        CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            if (connection.Execute("DELETE FROM outbox WHERE sequence = $1", notice) == 0 || message is null) return 0;
            foreach (var name in full) connection.Execute("UPDATE webhooks SET dropped = dropped + 1 WHERE name = $1", name);
            foreach (var name in webhooks)
            {
                connection.Execute(
                    """
                    INSERT INTO deliveries (webhook, sequence, message, body, made_at, due_at)
                    SELECT name, $2, $3, $4, $5, $5 FROM webhooks WHERE name = $1
                    """,
                    name, notice, message.Id, message.Body, Now);
            }

            return webhooks.Count;
        },
        cancellationToken);

    public Task<IReadOnlyList<string>> ListDueAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<string>>(
            connection => connection.Rows(
                $"SELECT DISTINCT webhook FROM deliveries WHERE {IsDue} ORDER BY webhook", row => row.GetString(0), Now, Latest),
            cancellationToken);

    public Task<IReadOnlyList<WebhookDelivery>> ClaimAsync(
        string webhook, int most, TimeSpan lease, CancellationToken cancellationToken) =>
        _database.WriteAsync<IReadOnlyList<WebhookDelivery>>(
            connection =>
            {
                var claimed = connection.Rows(
                    $"""
                    SELECT sequence, message, body, attempts, made_at FROM deliveries
                    WHERE webhook = $3 AND {IsDue} ORDER BY due_at, sequence LIMIT $4
                    """,
                    row => new WebhookDelivery(
                        webhook, row.GetInt64(0), new(row.GetString(1), row.GetFieldValue<byte[]>(2)), (int)row.GetInt64(3) + 1,
                        TimeSpan.FromTicks(Math.Max(Now - row.GetInt64(4), 0))),
                    Now, Latest, webhook, most);
                foreach (var delivery in claimed)
                {
                    connection.Execute(
                        "UPDATE deliveries SET attempts = $3, due_at = $4 WHERE webhook = $1 AND sequence = $2",
                        webhook, delivery.Sequence, delivery.Attempt, Now + lease.Ticks);
                }

                return claimed;
            },
            cancellationToken);

    public Task SettleAsync(WebhookDelivery delivery, DeliveryEnd end, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => Settle(connection, delivery, end), cancellationToken);

    /// <summary>There is one server.</summary>
    public Task<bool> TryLeadAsync(Guid server, TimeSpan lease, CancellationToken cancellationToken) => Task.FromResult(true);

    public IDisposable OnChange(Action changed) => _listeners.Add(changed);

    private bool Settle(SqliteConnection connection, WebhookDelivery delivery, DeliveryEnd end)
    {
        var (name, sequence, attempt) = (delivery.Webhook, delivery.Sequence, delivery.Attempt);
        var isOurs = end.Delay is { } delay
            ? connection.Execute(
                "UPDATE deliveries SET due_at = $4 WHERE webhook = $1 AND sequence = $2 AND attempts = $3",
                name, sequence, attempt, Now + delay.Ticks)
            : connection.Execute(
                "DELETE FROM deliveries WHERE webhook = $1 AND sequence = $2 AND attempts = $3", name, sequence, attempt);
        if (isOurs == 0) return false;
        if (end.Failure is null) connection.Execute("UPDATE webhooks SET succeeded_at = $2 WHERE name = $1", name, Now);
        else
        {
            connection.Execute(
                "UPDATE webhooks SET failed_at = $2, failure = $3, dropped = dropped + $4 WHERE name = $1",
                name, Now, end.Failure, end.Delay is null ? 1 : 0);
        }

        return true;
    }

    private void Add(SqliteConnection connection, StandingNotice standing)
    {
        if (connection.Execute("UPDATE standing SET seen_at = $2 WHERE key = $1", standing.Key, Now) > 0) return;
        connection.Execute("INSERT INTO standing VALUES ($1, $2)", standing.Key, Now);
        var notice = standing.Notice;
        connection.Execute(
            "INSERT INTO outbox (at, type, environment, data) VALUES ($1, $2, $3, $4)", Now, notice.Type, notice.Environment, notice.Data);
    }

    private static KeptWebhook Kept(SqliteDataReader row) => new(
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3).Split(' ', StringSplitOptions.RemoveEmptyEntries),
            row.IsDBNull(4) ? null : row.GetString(4), At(row.GetInt64(5)), row.GetString(6)),
        row.GetInt64(7), row.IsDBNull(8) ? null : At(row.GetInt64(8)), row.IsDBNull(9) ? null : At(row.GetInt64(9)),
        row.IsDBNull(10) ? null : row.GetString(10), row.GetInt64(12), row.GetInt64(11));

    private static OutboxNotice Outbox(SqliteDataReader row) => row.IsDBNull(3)
        ? new(row.GetInt64(0), row.GetInt64(1), default, null)
        : new(row.GetInt64(0), 0, At(row.GetInt64(2)), new(row.GetString(3), row.GetString(4), row.GetString(5)));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
