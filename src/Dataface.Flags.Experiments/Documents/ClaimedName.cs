namespace Dataface.Flags.Experiments.Documents;

/// <summary>
/// Who did something, where a name was typed beside the key: the key is known, the name is what its holder says. Kept as
/// <c>ada (key storefront)</c>. Pure functions.
/// </summary>
internal static class ClaimedName
{
    private const string Mark = " (key ";

    /// <summary>As it is kept.</summary>
    public static string Write(string name, string key) => $"{name}{Mark}{key})";

    /// <summary>The name that was typed; null where there is just the key.</summary>
    public static string? NameOf(string by) => PlaceOf(by) is { } place ? by[..place] : null;

    /// <summary>The key; the whole where there is no typed name.</summary>
    public static string KeyOf(string by) => PlaceOf(by) is { } place ? by[(place + Mark.Length)..^1] : by;

    /// <summary>For people: nobody takes a typed name for somebody who was recognised.</summary>
    public static string Shown(string by) => NameOf(by) is { } name ? $"{name} (claimed; key {KeyOf(by)})" : by;

    /// <summary>The last one: a name may be typed that looks like another key.</summary>
    private static int? PlaceOf(string by) =>
        by.EndsWith(')') && by.LastIndexOf(Mark, StringComparison.Ordinal) is > 0 and var place ? place : null;
}
