namespace Dataface.Flags.Tests.State;

/// <summary>What people type, and what can be the key of no flag.</summary>
internal static class ImpossibleKeys
{
    public static IReadOnlyList<string> All { get; } =
    [
        "theme ", " theme", "errors in payment", "theme\t", "theme\n", "theme\u00a0", "theme\u200b", "\ufefftheme", "\"theme\"", "'theme'",
            "theme,", "theme;checkout",
        "theme,checkout", "theme=off", "theme/on", "-theme", ".theme", "_theme", "--theme", "thème", "тheme", "**", "*theme", "theme*",
            "#theme", "a b", "a\u0000", "😀",
        new string('k', 129),
    ];
}
