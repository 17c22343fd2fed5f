using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.Tests.State;

/// <summary>Rows of the audit that no function of the database has made: by a superuser, or through a hole of an older version.</summary>
internal static class ForeignRow
{
    /// <summary>Lines that are no record that would come next; by what is wrong with them.</summary>
    public static IReadOnlyDictionary<string, string> Lines(AuditRecord next) => new Dictionary<string, string>
    {
        ["not canonical"] =
            Sealed("""{"action":"kill","environment":"production","flag":"x","sequence":NEXT,"id":"ID","previous":"PREVIOUS"}""", next),
        ["no previous"] = Sealed("""{"sequence":NEXT,"id":"ID","environment":"production","action":"kill","flag":"x"}""", next),
        ["previous is null"] =
            Sealed("""{"sequence":NEXT,"id":"ID","environment":"production","action":"kill","flag":"x","previous":null}""", next),
        ["a number as text"] = Sealed(Text(next).Replace("\"sequence\":2", "\"sequence\":\"2\"", StringComparison.Ordinal), next),
        ["another form of a number"] = Sealed(Text(next).Replace("\"sequence\":2", "\"sequence\":2.0", StringComparison.Ordinal), next),
        ["a member twice"] = Sealed(Text(next)
            .Replace("\"action\":\"kill\"", "\"action\":\"restore\",\"action\":\"kill\"", StringComparison.Ordinal), next),
        ["an unknown member"] = Sealed(Text(next).Replace("\"before\"", "\"more\":1,\"before\"", StringComparison.Ordinal), next),
        ["another escape"] = Sealed(Text(next).Replace("\"flag\":\"x\"", "\"flag\":\"\\u0078\"", StringComparison.Ordinal), next),
        ["a zero character"] = Sealed(Text(next).Replace("\"reason\":\"errors\"", "\"reason\":\"\\u0000\"", StringComparison.Ordinal),
            next),
        ["no time"] = Sealed(Text(next)
            .Replace("2026-11-20T02:00:00.0000000Z", "2026-02-31T25:00:00.0000000Z", StringComparison.Ordinal), next),
        ["after is null"] = Sealed(Text(next)[..Text(next).IndexOf("\"after\"", StringComparison.Ordinal)]
            + "\"after\":null,\"previous\":\"PREVIOUS\"}", next),
        ["after is a list"] = Sealed(Text(next)[..Text(next).IndexOf("\"after\"", StringComparison.Ordinal)]
            + "\"after\":[],\"previous\":\"PREVIOUS\"}", next),
        ["spaces"] = Sealed(Text(next).Replace(",\"from\"", ", \"from\"", StringComparison.Ordinal), next),
        ["another hash"] = Text(next)[..^1] + ",\"hash\":\"" + new string('a', 64) + "\"}",
    };

    /// <summary>A statement that puts a line into the audit past every rule, as only a superuser can.</summary>
    public static string Insert(string line, long sequence = 2) =>
        $"SET session_replication_role = replica; INSERT INTO dataface_flags.audit (sequence, id, action, line, written_by, written_at) "
        + $"VALUES ({sequence}, gen_random_uuid(), 'kill', '\\x{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(line))}', "
        + $"session_user, now())";

    /// <summary>The statement by which older versions' roles could write a record.</summary>
    public static string InsertAsRole(string line) =>
        $"INSERT INTO dataface_flags.audit (line) VALUES ('\\x{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(line))}')";

    /// <summary>A record's text without its hash.</summary>
    private static string Text(AuditRecord record)
    {
        var line = System.Text.Encoding.UTF8.GetString(AuditCodec.Write(record));
        return line[..line.LastIndexOf(",\"hash\"", StringComparison.Ordinal)] + "}";
    }

    /// <summary>The text with the hash of its content, as whoever forges it can work out.</summary>
    private static string Sealed(string text, AuditRecord next)
    {
        var whole = text.Replace("NEXT", next.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal)
            .Replace("ID", next.Change.Id.ToString(), StringComparison.Ordinal)
                .Replace("PREVIOUS", next.PreviousHash, StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(whole)));
        return whole[..^1] + ",\"hash\":\"" + hash + "\"}";
    }
}
