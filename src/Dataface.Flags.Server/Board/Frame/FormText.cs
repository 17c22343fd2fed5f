namespace Dataface.Flags.Server.Board.Frame;

/// <summary>What people write into forms.</summary>
internal static class FormText
{
    /// <summary>
    /// One line of a field: a browser ends lines in two ways, and a reason is one line. Empty where the field is not there.
    /// </summary>
    public static string Line(IFormCollection form, string field) => string.Join(
        ' ', form[field].ToString().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>The same; null where nothing was written.</summary>
    public static string? LineOrNull(IFormCollection form, string field) => Line(form, field) is { Length: > 0 } line ? line : null;
}
