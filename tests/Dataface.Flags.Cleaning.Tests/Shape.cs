namespace Dataface.Flags.Cleaning.Tests;

/// <summary>
/// A piece of code before and after, from a file of the folder Shapes. Statements stand in a method of a class that has flags, a
/// shopper and things to call; members in that class; files alone.
/// </summary>
public sealed class Shape
{
    private const string Class = """
        using Dataface.Flags;
        using Dataface.Flags.AspNetCore;
        using Dataface.Flags.Guard;
        using Dataface.Flags.Testing;

        internal sealed class Shop(IFlags flags, IRequestFlags request, List<string> log)
        {
        """;

    private const string Things = """

            public static readonly FlagKey<string> Other = FlagKey.Of("other", "none");
            private bool A() { log.Add("a"); return log.Count > 1; }
            private bool B() { log.Add("b"); return log.Count > 2; }
            private int Next() { log.Add("next"); return log.Count; }
            private void New() => log.Add("new");
            private void Old() => log.Add("old");
            private void Say(string text) => log.Add(text);
            public void Use() { New(); Old(); A(); B(); Next(); Say(request.ToString() + flags); }
        }
        """;

    private const string Method = "    public int Run(EvaluationContext user, bool x, int[] items, object thing)\n    {\n";

    private Shape(string file, string name, string setting, string before, string after) =>
        (File, Name, Setting, Before, After) = (file, name, setting, before, after);

    public string File { get; }

    public string Name { get; }

    /// <summary>The side, and what the code is: <c>on</c>, <c>off</c>, <c>"blue"</c>, <c>5</c>; <c>members</c>, <c>file</c>.</summary>
    public string Setting { get; }

    public string Before { get; }

    public string After { get; }

    internal int Line => (Setting.EndsWith("file", StringComparison.Ordinal)
        ? "" : Setting.EndsWith("members", StringComparison.Ordinal) ? Class : Class + "\n" + Method).Count(c => c == '\n')
        + (Setting.EndsWith("members", StringComparison.Ordinal) ? 1 : 0);

    internal KeptSide Side => Setting.Split(' ')[0] switch
    {
        "on" => KeptSide.Of("k", true),
        "off" => KeptSide.Of("k", false),
        var text when text[0] == '"' => new KeptSide("k", text.Trim('"'), text.Trim('"')),
        var number => new KeptSide("k", "n" + number, decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture)),
    };

    internal static IEnumerable<Shape> ReadAll(string folder) =>
        Directory.GetFiles(folder, "*.shapes").Order(StringComparer.Ordinal).SelectMany(Read);

    internal string Code(string inner) => Setting.EndsWith("file", StringComparison.Ordinal) ? inner
        : Setting.EndsWith("members", StringComparison.Ordinal) ? $"{Class}\n{inner}{Things}"
        : $"{Class}\n{Method}{inner}        return 0;\n    }}\n{Things}";

    internal string Inner(string text)
    {
        if (Setting.EndsWith("file", StringComparison.Ordinal)) return text;
        var start = Setting.EndsWith("members", StringComparison.Ordinal)
            ? text.IndexOf("{\n", StringComparison.Ordinal) + 2 : text.IndexOf(Method, StringComparison.Ordinal) + Method.Length;
        var end = Setting.EndsWith("members", StringComparison.Ordinal)
            ? text.IndexOf(Things[..40], StringComparison.Ordinal) : text.IndexOf("    }\n" + Things[..40], StringComparison.Ordinal);
        var inner = text[start..end];
        return inner.EndsWith("        return 0;\n", StringComparison.Ordinal)
            && !Setting.EndsWith("members", StringComparison.Ordinal) ? inner[..^"        return 0;\n".Length] : inner;
    }

    private static IEnumerable<Shape> Read(string path)
    {
        foreach (var part in System.IO.File.ReadAllText(path).Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var head = part[..part.IndexOf('\n', StringComparison.Ordinal)].Split('|', 2);
            var body = part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..].Split("--->\n");
            yield return new(Path.GetFileNameWithoutExtension(path), head[0].Trim(), head[1].Trim(), body[0], body.Length > 1
                ? body[1] : "");
        }
    }
}
