using System.Text;

namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>Writes statements: choices, loops, switches, exceptions, locals, functions inside of functions.</summary>
internal sealed class Statements(Random random, KeptSide side, Expressions expressions)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _assignable = [];
    private int _names;
    private int _loops;
    private int _breakable;
    private bool _isSection;

    /// <summary>What a return statement returns; null for an iterator, which yields.</summary>
    public Func<string>? Answer { get; set; }

    public bool IsIterator { get; set; }

    public override string ToString() => _text.ToString();

    public void Block(int depth, string indent, bool asSection = false)
    {
        var (known, assignable) = (expressions.Locals.Count, _assignable.ToList());
        var isSection = _isSection;
        _isSection = asSection;
        for (var i = random.Next(1, 4); i > 0; i--) Statement(depth, indent);
        _isSection = isSection;
        expressions.Locals.RemoveRange(known, expressions.Locals.Count - known);
        _assignable.Clear();
        _assignable.UnionWith(assignable);
    }

    private void Line(string indent, string text) => _text.Append(indent).Append(text).Append('\n');

    private void Statement(int depth, string indent)
    {
        if (random.Next(8) == 0) Line(indent, "// A comment.");
        if (depth == 0) Simple(indent);
        else
        {
            switch (random.Next(20))
            {
                case 0 or 1 or 2 or 3:
                    If(depth, indent);
                    break;
                case 4:
                    Line(indent, $"if ({expressions.First()}) {Leave()}");
                    break;
                case 5:
                    Loop(depth, indent);
                    break;
                case 6 or 7:
                    Switch(depth, indent);
                    break;
                case 8:
                    Try(depth, indent);
                    break;
                case 9:
                    Function(indent);
                    break;
                case 10:
                    Scope(depth, indent);
                    break;
                case 11:
                    Patterns(indent);
                    break;
                case 12 or 13 or 14:
                    Declare(indent);
                    break;
                case 15:
                    Assigned(indent);
                    break;
                default:
                    Simple(indent);
                    break;
            }
        }
    }

    private void Simple(string indent)
    {
        var assignable = expressions.Locals.Where(l => _assignable.Contains(l.Name)).ToList();
        Line(indent, random.Next(7) switch
        {
            0 when assignable.Count > 0 && assignable[random.Next(assignable.Count)] is var local =>
                $"{local.Name} = {Value(local.Type, 2)};",
            1 => $"Do({expressions.Text(2)});",
            2 => $"Fail({expressions.Label()});",
            3 when IsIterator => $"yield return {expressions.Int(2)};",
            4 when expressions.IsAsync => "await Task.Yield();",
            5 => $"Pay({expressions.Flag()}, {expressions.Int(1)});",
            _ => $"Do({expressions.Label()});",
        });
    }

    private void If(int depth, string indent)
    {
        Line(indent, $"if ({expressions.First()})");
        Braced(depth, indent);
        while (random.Next(3) == 0)
        {
            Line(indent, $"else if ({expressions.Bool(2)})");
            Braced(depth, indent);
        }

        if (random.Next(2) != 0) return;
        Line(indent, "else");
        Braced(depth, indent);
    }

    private void Braced(int depth, string indent)
    {
        if (random.Next(4) == 0)
        {
            Line(indent + "    ", $"Do({expressions.Label()});");
            return;
        }

        Line(indent, "{");
        Block(depth - 1, indent + "    ");
        if (random.Next(6) == 0) Line(indent + "    ", Leave());
        Line(indent, "}");
    }

    private string Leave() => random.Next(6) switch
    {
        0 when _loops > 0 => "continue;",
        1 when _breakable > 0 => "break;",
        2 => "throw new NotSupportedException();",
        _ => Answer is null ? "yield break;" : $"return {Answer()};",
    };

    private void Loop(int depth, string indent)
    {
        _loops++;
        _breakable++;
        switch (random.Next(4))
        {
            case 0:
                Line(indent, $"while (Fuel() && {Operand(expressions.Bool(2))})");
                Body(depth, indent);
                break;
            case 1:
                var i = Name();
                Line(indent, $"for (var {i} = 0; {i} < 3 && {Operand(expressions.Bool(1))} && Fuel(); {i}++)");
                expressions.Locals.Add(("int", i));
                Body(depth, indent);
                expressions.Locals.RemoveAll(l => l.Name == i);
                break;
            case 2:
                Line(indent, "do");
                Body(depth, indent);
                Line(indent, $"while ({Operand(expressions.Bool(2))} && Fuel());");
                break;
            default:
                var item = Name();
                Line(indent, $"foreach (var {item} in new[] {{ 1, 2, {expressions.Int(1)} }})");
                expressions.Locals.Add(("int", item));
                Body(depth, indent);
                expressions.Locals.RemoveAll(l => l.Name == item);
                break;
        }

        _loops--;
        _breakable--;
    }

    private void Body(int depth, string indent)
    {
        Line(indent, "{");
        Block(depth - 1, indent + "    ");
        Line(indent, "}");
    }

    private void Switch(int depth, string indent)
    {
        var (subject, cases) = side.Value switch
        {
            string => (expressions.Pick("_flags.GetString(\"k\", \"red\")", "_color", "Color()"),
                new[] { "\"red\"", "\"blue\"", "\"green\"" }),
            bool => (expressions.Flag(), ["true", "false"]),
            _ => (expressions.Pick("_flags.GetNumber(\"k\", 1)", "_count"), ["1", "5", "7.5"]),
        };
        if (random.Next(4) == 0) (subject, cases) = ($"Next({expressions.Label()})", ["1", "2", "3"]);
        Line(indent, $"switch ({subject})");
        Line(indent, "{");
        _breakable++;
        foreach (var value in cases.Where(_ => random.Next(5) > 0))
        {
            var when = random.Next(5) == 0 ? $" when {expressions.Bool(1)}" : "";
            Line(indent, $"    case {value}{when}:");
            Block(depth - 1, indent + "        ", asSection: true);
            Line(indent, $"        {(random.Next(5) == 0 && Answer is not null ? $"return {Answer()};" : "break;")}");
        }

        Line(indent, "    default:");
        Block(depth - 1, indent + "        ", asSection: true);
        Line(indent, "        break;");
        _breakable--;
        Line(indent, "}");
    }

    private void Try(int depth, string indent)
    {
        if (IsIterator)
        {
            Simple(indent);
            return;
        }

        Line(indent, "try");
        Body(depth, indent);
        Line(indent, random.Next(2) == 0
            ? "catch (InvalidOperationException)"
            : $"catch (InvalidOperationException) when ({Operand(expressions.Bool(1)).Replace("await TestAsync", "Test",
                StringComparison.Ordinal)})");
        Body(depth, indent);
        if (random.Next(2) == 0) return;
        Line(indent, "finally");
        Line(indent, "{");
        Line(indent, $"    if ({expressions.Bool(1)}) Do({expressions.Label()});");
        Line(indent, "}");
    }

    private void Function(string indent)
    {
        var name = Name();
        var isAsync = expressions.IsAsync;
        expressions.IsAsync = false;
        Line(indent, random.Next(3) switch
        {
            0 => $"bool {name}() => {expressions.Bool(2)};",
            1 => $"Func<bool> {name} = () => {expressions.Bool(1)};",
            _ => $"bool {name}(bool wanted = true) {{ if (wanted && {Operand(expressions.Bool(1))}) return {expressions.Bool(1)}; "
                + $"return {expressions.Flag()}; }}",
        });
        expressions.IsAsync = isAsync;
        Line(indent, $"if ({name}()) Do({expressions.Label()});");
    }

    private void Scope(int depth, string indent)
    {
        var name = Name();
        switch (random.Next(3))
        {
            case 0:
                Line(indent, $"using (var {name} = new Noise(this, {expressions.Label()}))");
                Body(depth, indent);
                break;
            case 1 when !_isSection:
                Line(indent, $"using var {name} = new Noise(this, {expressions.Label()});");
                break;
            default:
                Body(depth, indent);
                break;
        }
    }

    private void Patterns(string indent)
    {
        var name = Name();
        Line(indent, random.Next(4) switch
        {
            0 => $"if (Thing({expressions.Label()}) is string {name} && {Operand(expressions.Flag())}) Do({name});",
            1 => $"if ({Operand(expressions.Flag())} && int.TryParse(Text({expressions.Label()}), out var {name})) "
                + $"Pay({expressions.Flag()}, {name});",
            2 => $"if (Thing({expressions.Label()}) is not int {name} || {Operand(expressions.Flag())}) Do({expressions.Label()}); "
                + $"else Pay(true, {name});",
            _ => $"if (int.TryParse(Text({expressions.Label()}), out var {name}) && {Operand(expressions.Bool(1))}) "
                + $"Do({expressions.Label()});",
        });
    }

    private void Declare(string indent)
    {
        var (type, name) = (expressions.Pick("bool", "int", "string"), Name());
        var value = type == "bool" && random.Next(2) == 0 ? expressions.Flag() : Value(type, 2);
        Line(indent, $"{(random.Next(2) == 0 ? "var" : type)} {name} = {value};");
        expressions.Locals.Add((type, name));
        if (random.Next(3) == 0) _assignable.Add(name);
    }

    /// <summary>A local that each branch assigns.</summary>
    private void Assigned(string indent)
    {
        var (type, name) = (expressions.Pick("bool", "int", "string"), Name());
        Line(indent, $"{type} {name};");
        Line(indent, $"if ({expressions.Bool(1)}) {name} = {Value(type, 1)};");
        Line(indent, $"else {name} = {Value(type, 1)};");
        expressions.Locals.Add((type, name));
    }

    private string Value(string type, int depth) => type switch
    {
        "bool" => expressions.Bool(depth),
        "int" => expressions.Int(depth),
        _ => expressions.Text(depth),
    };

    private static string Operand(string expression) => $"({expression})";

    private string Name() => $"v{++_names}";
}
