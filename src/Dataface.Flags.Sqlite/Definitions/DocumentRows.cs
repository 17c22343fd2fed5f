using Dataface.Flags.Publishing;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Definitions;

/// <summary>Published documents, by the hash of their bytes. Nothing is ever removed.</summary>
internal static class DocumentRows
{
    /// <summary>One that is there already, perhaps damaged, is replaced by the same bytes: this is rare, and makes it sound.</summary>
    public static void Keep(SqliteConnection connection, string hash, byte[] content) => connection.Execute(
        "INSERT INTO documents VALUES ($1, $2) ON CONFLICT DO UPDATE SET content = excluded.content", hash, content);

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is not what was published.</exception>
    public static byte[] Read(SqliteConnection connection, string hash)
    {
        var content = connection.Value<byte[]>("SELECT content FROM documents WHERE hash = $1", hash) ?? throw new FileNotFoundException(
            $"The published document {hash} is missing from the database. Put it back from a backup, or publish it again.");
        return PublishedDocument.HashOf(content) == hash
            ? content
            : throw new InvalidDataException(
                $"The published document {hash} was changed in the database: its bytes do not have its hash. "
                + "Put it back from a backup, or publish it again.");
    }
}
