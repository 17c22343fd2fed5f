using System.Text;

namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>Writes a program of one file that uses a flag and tells what it does. The same seed gives the same program.</summary>
internal static class ProgramWriter
{
    private const string Things = """
            private void Do(string text) => _log.Add(text);
            private int Next(string text) { _log.Add(text); return _log.Count * 7 % 5; }
            private bool Test(string text) { _log.Add(text); return _log.Count * 7 % 3 == 0; }
            private string Text(string text) { _log.Add(text); return _log.Count % 2 == 0 ? "blue" : "3"; }
            private object Thing(string text) { _log.Add(text); return _log.Count % 3 == 0 ? 7 : "thing"; }
            private void Fail(string text) { _log.Add(text); if (_log.Count % 4 == 0) throw new InvalidOperationException(text); }
            private bool Fuel() => _fuel-- > 0;
            private async Task<bool> TestAsync(string text) { await Task.Yield(); return Test(text); }

            private sealed class Noise(Body body, string text) : IDisposable
            {
                public void Dispose() => body.Do("disposed " + text);
            }
        }

        public static class Entry
        {
            public static string Run(IFlags flags)
            {
                var log = new List<string>();
                var body = new Body(flags, log);
                try
                {
                    body.Main().GetAwaiter().GetResult();
                }
                catch (Exception thrown)
                {
                    log.Add("threw " + thrown.GetType().Name);
                }

                return string.Join('\n', log);
            }
        }
        """;

    public static string Write(int seed, int index, KeptSide side)
    {
        var random = new Random(seed);
        var expressions = new Expressions(random, side);
        var text = new StringBuilder($"using Dataface.Flags;\n\nnamespace P{index};\n\ninternal sealed class Body\n{{\n");
        Members(text, side);
        text.Append("    public async Task Main()\n    {\n        Do(\"begin\");\n        Do($\"{First(1, true)} {First(2, false)}\");\n   "
            + "     Do($\"{await SecondAsync(2)}\");\n");
        text.Append("        foreach (var number in Numbers()) Do($\"{number}\");\n        Do(\"end\");\n    }\n\n");
        Method(text, random, side, expressions, "private int First(int given, bool sure)", s => s.Answer = () =>
            expressions.Int(1), ["int given", "bool sure"]);
        expressions.IsAsync = true;
        Method(text, random, side, expressions, "private async Task<string> SecondAsync(int given)", s => s.Answer = () =>
            expressions.Text(1), ["int given"]);
        expressions.IsAsync = false;
        Method(text, random, side, expressions, "private IEnumerable<int> Numbers()", s => s.IsIterator = true, []);
        text.Append("    private void Pay(bool isNew, int price)\n    {\n        if (isNew) Do($\"new {price}\");\n        else Do($\"old "
            + "{price}\");\n    }\n\n");
        return text.Append(Things).ToString();
    }

    private static void Members(StringBuilder text, KeptSide side)
    {
        text.Append("    private const string Key = \"k\";\n    private const string Blue = \"blue\";\n");
        text.Append("    private readonly IFlags _flags;\n    private readonly List<string> _log;\n    private int _fuel = 20;\n");
        var (handle, field, answer) = side.Value switch
        {
            bool => ("FlagKey<bool> Handle = FlagKey.Of(\"k\")", "bool _isOn", "_isOn = flags.IsEnabled(Handle);"),
            string => ("FlagKey<string> Handle = FlagKey.Of(\"k\", \"red\")", "string _color", "_color = flags.GetValue(Handle);"),
            _ => ("FlagKey<double> Handle = FlagKey.Of(\"k\", 1.0)", "double _count", "_count = flags.GetValue(Handle);"),
        };
        text.Append($"    private static readonly {handle};\n    private readonly {field};\n\n");
        text.Append($"    public Body(IFlags flags, List<string> log)\n    {{\n        (_flags, _log) = (flags, log);\n       "
            + $" {answer}\n    }}\n\n");
        text.Append(side.Value switch
        {
            bool => "    private bool IsOn() => _flags.IsEnabled(Key, EvaluationContext.ForUser(\"u\"));\n\n    private bool IsOnAlways => "
                + "_flags.Evaluate(Handle).Value;\n\n",
            string => "    private string Color() => _flags.GetString(Key, Blue);\n\n",
            _ => "    private double Count() { return _flags.GetNumber(Key, 1); }\n\n",
        });
    }

    private static void Method(
        StringBuilder text, Random random, KeptSide side, Expressions expressions, string head, Action<Statements> configure,
            string[] parameters)
    {
        expressions.Locals.Clear();
        foreach (var parameter in parameters) expressions.Locals.Add((parameter.Split(' ')[0], parameter.Split(' ')[1]));
        var statements = new Statements(random, side, expressions);
        configure(statements);
        for (var i = 0; i < 3; i++) statements.Block(3, "        ");
        text.Append($"    {head}\n    {{\n{statements}");
        text.Append(statements.IsIterator ? "        yield return 9;\n" : $"        return {statements.Answer!()};\n").Append("    }\n\n");
    }
}
