using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Connections;

/// <summary>
/// The hash (SHA-256) of values that is kept beside them: what was changed by somebody else, or by the disk, shows. In statements it is
/// <c>seal(a, b, …)</c>.
/// </summary>
internal static class Seal
{
    private const int LongestNumber = 32;

    /// <summary>Makes it known to a connection.</summary>
    public static void AddTo(SqliteConnection connection) =>
        connection.CreateFunction("seal", static (object?[] values) => Of(values), isDeterministic: true);

    /// <summary>How many rows of a table are not as they were sealed.</summary>
    public static long Broken(SqliteConnection connection, SealedTable table) =>
        connection.Value<long>($"SELECT count(*) FROM {table.Name} WHERE seal IS NOT seal({table.Columns})");

    /// <summary>Adds a value with its type and its length, so that no two rows come to the same bytes.</summary>
    public static void Add(IncrementalHash hash, object? value)
    {
        value ??= DBNull.Value;

        // Numbers, of which an experiment may have a million, are written where they need no text of their own.
        Span<byte> number = stackalloc byte[LongestNumber];
        var content = value is byte[] bytes ? bytes
            : value is long or double
            && ((IUtf8SpanFormattable)value).TryFormat(number, out var written, default, CultureInfo.InvariantCulture)
            ? number[..written] : Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        var length = value is byte[]? content.Length : Encoding.UTF8.GetCharCount(content);
        Span<byte> head = stackalloc byte[LongestNumber];
        Utf8.TryWrite(head, CultureInfo.InvariantCulture, $"{value.GetType().Name[0]}{length}:", out var end);
        hash.AppendData(head[..end]);
        hash.AppendData(content);
    }

    private static byte[] Of(object?[] values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in values) Add(hash, value);
        return hash.GetHashAndReset();
    }
}
