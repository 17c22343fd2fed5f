using System.Globalization;
using System.Reflection;

namespace Dataface.Flags.Postgres.Schema;

/// <summary>The numbered scripts of a package, and the schema that notes which of them were applied.</summary>
/// <param name="assembly">Holds them as <c>Schema/NNNN-name</c>.</param>
/// <param name="schema">Its table <c>migrations</c> is made with it.</param>
internal sealed class SchemaScripts(Assembly assembly, string schema)
{
    /// <summary>Those of flags.</summary>
    public static SchemaScripts Flags { get; } = new(typeof(SchemaScripts).Assembly, "dataface_flags");

    public string Schema => schema;

    /// <summary>The scripts, by number.</summary>
    public IReadOnlyList<(int Number, string Name)> All { get; } =
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan("Schema/".Length, 4), CultureInfo.InvariantCulture), name)),
    ];

    public Stream Open(string name) => assembly.GetManifestResourceStream(name)!;
}
