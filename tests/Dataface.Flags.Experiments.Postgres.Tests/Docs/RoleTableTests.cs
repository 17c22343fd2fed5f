using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Postgres.Tests.Docs;

/// <summary>The page says of each role what the database says.</summary>
[TestFixture]
internal sealed class RoleTableTests : DatabaseFixture
{
    private const string Begin = "<!-- roles: made by RoleTableTests -->\n";
    private const string End = "<!-- /roles -->";

    /// <summary>Every table and function of the schemas that any of the roles has a right to, and the rights that each has.</summary>
    private const string Rights =
        """
        WITH role (name, place) AS (VALUES ('dataface_flags_reader', 1), ('dataface_flags_operator', 2), ('dataface_flags_owner', 3)),
        granted AS (
            SELECT c.oid::regclass::text AS object, 1 AS kind, role.place, nullif(concat_ws(', ',
                CASE WHEN has_table_privilege(role.name, c.oid, 'SELECT') THEN 'read' END,
                CASE WHEN has_any_column_privilege(role.name, c.oid, 'INSERT') THEN 'add' END,
                CASE WHEN has_any_column_privilege(role.name, c.oid, 'UPDATE') THEN 'change' END,
                CASE WHEN has_table_privilege(role.name, c.oid, 'DELETE') THEN 'delete' END,
                CASE WHEN has_table_privilege(role.name, c.oid, 'TRUNCATE') THEN 'empty' END), '') AS rights
            FROM pg_class c CROSS JOIN role
            WHERE c.relkind IN ('r', 'v', 'm', 'p') AND c.relnamespace::regnamespace::text IN ('dataface_flags', 'metadata', 'metrics')
            UNION ALL
            SELECT p.pronamespace::regnamespace || '.' || p.proname || '()', 2, role.place,
                CASE WHEN has_function_privilege(role.name, p.oid, 'EXECUTE') THEN 'call' END
            FROM pg_proc p CROSS JOIN role WHERE p.pronamespace::regnamespace::text IN ('dataface_flags', 'metadata', 'metrics')
        ), line AS (
            SELECT kind, object, '| `' || object || '` | ' || string_agg(coalesce(rights, '–'), ' | ' ORDER BY place) || ' |' AS text
            FROM granted GROUP BY kind, object HAVING count(rights) > 0
        )
        SELECT string_agg(text, E'\n' ORDER BY kind, object COLLATE "C") FROM line
        """;

    [Test]
    public async Task Page_TableOfRoles_IsWhatTheDatabaseGrants()
    {
        await new PostgresExperimentRegistry(Database.Shared).ListAsync();
        var granted = $"| | `dataface_flags_reader` | `dataface_flags_operator` | `dataface_flags_owner` |\n"
            + $"|---|---|---|---|\n{await Database.RunAsync(Rights)}\n";
        var page = (await File.ReadAllTextAsync(TestFile.Path("docs", "security.md"))).ReplaceLineEndings("\n");
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var written = page[start..page.IndexOf(End, start, StringComparison.Ordinal)];
        Assert.That(written, Is.EqualTo(granted), $"docs/security.md must say:\n{granted}");
    }
}
