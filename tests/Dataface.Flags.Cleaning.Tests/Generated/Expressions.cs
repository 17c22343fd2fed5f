namespace Dataface.Flags.Cleaning.Tests.Generated;

/// <summary>Writes expressions that use a flag, have effects, and may throw.</summary>
internal sealed class Expressions(Random random, KeptSide side)
{
    private int _effects;
    private int _seen;

    /// <summary>The locals that can be read, by type.</summary>
    public List<(string Type, string Name)> Locals { get; } = [];

    /// <summary>Whether a call can be awaited.</summary>
    public bool IsAsync { get; set; }

    public string Label() => $"\"e{++_effects}\"";

    /// <summary>A condition at the beginning of a statement, where a context's effects can be kept.</summary>
    public string First() => random.Next(10) switch
    {
        0 when side.Value is bool => $"_flags.IsEnabled(\"k\", EvaluationContext.ForUser(Text({Label()})))",
        1 when side.Value is bool => $"!_flags.IsEnabled(\"k\", EvaluationContext.ForUser(Text({Label()})).With(\"n\", Next({Label()})))",
        2 when side.Value is string => $"_flags.GetString(\"k\", \"red\", EvaluationContext.ForUser(Text({Label()}))) == \"blue\"",
        _ => Bool(3),
    };

    public string Bool(int depth)
    {
        if (depth <= 0) return random.Next(3) == 0 ? Leaf() : random.Next(2) == 0 ? Flag() : Local("bool") ?? Leaf();
        var inner = depth - 1;
        return random.Next(16) switch
        {
            0 or 1 => $"!{Operand(inner)}",
            2 or 3 or 4 => $"{Operand(inner)} && {Operand(inner)}",
            5 or 6 or 7 => $"{Operand(inner)} || {Operand(inner)}",
            8 => $"{Operand(inner)} {Pick("&", "|", "^", "==", "!=")} {Operand(inner)}",
            9 => $"({Bool(inner)} ? {Bool(inner)} : {Bool(inner)})",
            10 => $"{Int(inner)} {Pick("<", ">", "==", "!=")} {Int(inner)}",
            11 => $"{Operand(inner)} is {Pick("true", "false", "not true", "true or false")}",
            12 => $"({Operand(inner)} switch {{ true => {Bool(inner)}, false => {Bool(inner)} }})",
            13 => $"{Text(inner)} == {Text(inner)}",
            14 when IsAsync => $"await TestAsync({Label()})",
            _ => Flag(),
        };
    }

    public string Int(int depth)
    {
        if (depth <= 0) return random.Next(3) == 0 ? $"Next({Label()})" : Local("int") ?? Number();
        var inner = depth - 1;
        return random.Next(8) switch
        {
            0 => $"({Int(inner)} {Pick("+", "-", "*")} {Int(inner)})",
            1 => $"({Int(inner)} / Next({Label()}))",
            2 or 3 => $"({Bool(inner)} ? {Int(inner)} : {Int(inner)})",
            4 => FlagSwitch(() => Int(inner)),
            5 => $"Next({Label()})",
            _ => Number(),
        };
    }

    public string Text(int depth)
    {
        if (depth <= 0) return random.Next(3) == 0 ? $"Text({Label()})" : Local("string") ?? Pick("\"red\"", "\"blue\"", "\"\"");
        var inner = depth - 1;
        return random.Next(7) switch
        {
            0 => $"({Bool(inner)} ? {Text(inner)} : {Text(inner)})",
            1 => $"$\"{{{Int(0)}}}-{{({Bool(inner)})}}\"",
            2 => FlagSwitch(() => Text(inner)),
            3 when side.Value is string => Pick("_flags.GetString(\"k\", \"red\")", "_flags.GetValue(Handle)", "_color", "Color()"),
            4 => $"Text({Label()})",
            _ => Pick("\"red\"", "\"blue\"", "\"green\""),
        };
    }

    /// <summary>A switch expression over the flag.</summary>
    private string FlagSwitch(Func<string> arm) => side.Value switch
    {
        string => $"(_flags.GetString(\"k\", \"red\") switch {{ \"red\" => {arm()}, \"blue\" or \"green\" => {arm()}, _ => {arm()} }})",
        bool => $"(_flags.IsEnabled(\"k\") switch {{ true => {arm()}, _ => {arm()} }})",
        _ => $"(_flags.GetNumber(\"k\", 1) switch {{ < 2 => {arm()}, 3 or 5 => {arm()}, >= 7.5 => {arm()}, _ => {arm()} }})",
    };

    /// <summary>What the flag decides.</summary>
    public string Flag() => side.Value switch
    {
        bool => Pick(
            "_flags.IsEnabled(\"k\")", "_flags.IsEnabled(Key)", "_flags.IsEnabled(Handle)", "_flags.GetValue(Handle)",
                "_flags.Evaluate(\"k\").Value",
            "_flags.IsEnabled(\"k\", EvaluationContext.ForUser(\"u\"))", "IsOn()", "_isOn", "IsOnAlways", "this._isOn",
            "(_flags.Evaluate(Handle).Variant == \"on\")", $"(_flags.IsEnabled(\"k\") is var {Seen()} && s{_seen})",
                "_flags.IsEnabled(\"k\").Equals(true)"),
        string => Pick(
            "(_flags.GetString(\"k\", \"red\") == \"blue\")", "(_flags.GetValue(Handle) != \"red\")",
                "(_flags.EvaluateString(\"k\", \"red\").Value is \"green\" or \"blue\")",
            "(_color == Blue)", "(Color() is not Blue)",
                "_flags.GetString(\"k\", \"red\").Equals(\"BLUE\", StringComparison.OrdinalIgnoreCase)",
            "string.Equals(_color, \"green\", StringComparison.Ordinal)",
                $"(_flags.GetString(\"k\", \"red\") is {{ }} {Seen()} && s{_seen} == \"blue\")"),
        _ => Pick(
            "(_flags.GetNumber(\"k\", 1) > 2)", "(_flags.GetValue(Handle) is >= 3 and < 8)", "(_flags.EvaluateNumber(\"k\", 1).Value == 5)",
            "(_count * 2 <= 9)", "(Count() is 5 or 7.5)", "(_flags.GetNumber(Key, 1) != _count)"),
    };

    public string Pick(params string[] choices) => choices[random.Next(choices.Length)];

    private string Seen() => $"s{++_seen}";

    private string Operand(int depth)
    {
        var expression = Bool(depth);
        return expression.All(c => char.IsLetterOrDigit(c) || c == '_') ? expression : $"({expression})";
    }

    private string Leaf() => random.Next(4) == 0 ? "_flags.IsEnabled(\"other\")" : $"Test({Label()})";

    private string? Local(string type) => Locals.Where(l => l.Type == type).ToList() is { Count: > 0 } fitting
        ? fitting[random.Next(fitting.Count)].Name : null;

    private string Number() => random.Next(0, 6).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
