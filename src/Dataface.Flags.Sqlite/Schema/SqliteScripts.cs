using System.Globalization;

namespace Dataface.Flags.Sqlite.Schema;

/// <summary>The numbered scripts that make the tables. A database says in its <c>user_version</c> up to which it has them.</summary>
internal static class SqliteScripts
{
    private const string Folder = "Schema/";

    /// <summary>By number.</summary>
    public static IReadOnlyList<(int Number, string Name)> All { get; } =
    [
        .. typeof(SqliteScripts).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(Folder.Length, 4), CultureInfo.InvariantCulture), name)),
    ];

    /// <summary>The number of the last one.</summary>
    public static int Newest => All[^1].Number;

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(SqliteScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
