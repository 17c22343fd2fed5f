namespace Dataface.Flags.Sqlite.Connections;

/// <summary>A table whose rows are sealed, each by itself, since version 16.</summary>
/// <param name="Name">The table's.</param>
/// <param name="Rows">What its rows are, for people.</param>
/// <param name="Columns">Those that are sealed, in this order.</param>
internal sealed record SealedTable(string Name, string Rows, string Columns)
{
    /// <summary>The version of the tables that has seals.</summary>
    public const int Since = 16;

    public static SealedTable Reports { get; } = new("guard_reports", "reports of guards", "rollout, number, line");

    public static IReadOnlyList<SealedTable> All { get; } =
    [
        Reports,
        new("sessions", "sessions of the board", "id, secret, ends_at"),
        new("webhooks", "webhooks", "name, address, secret, events, environment, made_at, made_by"),
    ];
}
