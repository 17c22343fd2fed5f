using Dataface.Flags.Analyzers.Values;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>What the project says about one flag's handle: an item <c>FlagHandle</c>.</summary>
/// <param name="Key">The flag's key.</param>
/// <param name="Name">The handle's name; empty for the one that is made of the key.</param>
/// <param name="Type">The type of its values; empty for the usual one.</param>
/// <param name="TypeInfo">The static member that holds the type's JSON metadata; for objects only.</param>
/// <param name="Fallback">The static member that holds the fallback; for objects only.</param>
internal sealed record HandleSetting(string Key, string Name, string Type, string TypeInfo, string Fallback)
{
    /// <summary>Reads what the package's targets write: items parted by '|', their parts by '='.</summary>
    public static EquatableArray<HandleSetting> ReadAll(string? text) =>
        new([.. (text ?? "").Split('|').Where(item => item.Trim().Length > 0).Select(Read)]);

    private static HandleSetting Read(string item)
    {
        var parts = item.Split('=');
        return new(Part(parts, 0), Part(parts, 1), Part(parts, 2), Part(parts, 3), Part(parts, 4));
    }

    private static string Part(string[] parts, int index) => index < parts.Length ? WithoutGlobal(parts[index].Trim()) : "";

    private static string WithoutGlobal(string name) => name.StartsWith("global::", StringComparison.Ordinal)
        ? name.Substring("global::".Length) : name;
}
