using System.Globalization;
using System.Text;
using Dataface.Flags.Files;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>
/// Where everything stood behind some record, under a hash of its own. It only saves time: whatever is wrong with it, the trail
/// says the same.
/// </summary>
internal static class StandRow
{
    private const string Format = "dataface-flags-stand 1";

    /// <summary>Replaces the one before.</summary>
    public static void Write(SqliteConnection connection, LedgerState state)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{state.Sequence} {state.Head}\n{CheckpointCodec.Write(new(state, []))}");
        connection.Execute(
            "INSERT INTO stand VALUES (1, $1, $2) ON CONFLICT DO UPDATE SET sequence = excluded.sequence, content = excluded.content",
            state.Sequence, SealedContent.Seal(Format, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>What was written last; null when there is none that is sound and of this trail.</summary>
    public static LedgerState? Read(SqliteConnection connection, string source)
    {
        if (connection.Value<byte[]>("SELECT content FROM stand") is not { } content
            || !SealedContent.TryOpen(Format, content, out var body, out _)) return null;
        var end = body.IndexOf((byte)'\n');
        var (place, text) = (Encoding.UTF8.GetString(body[..end]).Split(' '), Encoding.UTF8.GetString(body[(end + 1)..]));
        var sequence = long.Parse(place[0], CultureInfo.InvariantCulture);
        var isOfThisTrail = TrailRows.At(connection, sequence)?.Hash == place[1];
        return isOfThisTrail && CheckpointCodec.TryRead(text, source) is { } stand
            ? stand.State with { Sequence = sequence, Head = place[1] }
            : null;
    }
}
