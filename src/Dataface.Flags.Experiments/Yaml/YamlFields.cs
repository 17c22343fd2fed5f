namespace Dataface.Flags.Experiments.Yaml;

/// <summary>
/// The keys of one map. Every reader says what is wrong, once, and answers null (or an empty list), so that the rest of the document is
/// still looked at. A key that is there without a value counts as blank.
/// </summary>
internal sealed class YamlFields
{
    /// <summary>More than any list of an experiment has.</summary>
    private const int MostItems = 1_000;

    private readonly YamlProblems _problems;
    private readonly Dictionary<string, YamlNode> _nodes = new(StringComparer.Ordinal);

    private YamlFields(YamlProblems problems, YamlNode owner) => (_problems, Owner) = (problems, owner);

    /// <summary>The map itself.</summary>
    public YamlNode Owner { get; }

    /// <summary>Opens a map; says which keys are unknown. Null when the node is no map.</summary>
    /// <param name="what">How messages call the map, such as "An experiment".</param>
    public static YamlFields? Open(YamlProblems problems, YamlNode node, string what, params IReadOnlyCollection<string> known)
    {
        if (!YamlShape.Is(problems, node, YamlKind.Map, what)) return null;
        var fields = new YamlFields(problems, node);
        foreach (var child in node.Children)
        {
            if (known.Contains(child.Name)) fields._nodes.Add(child.Name, child);
            else if (!problems.IsFull) problems.Form(
                YamlCode.UnknownKey, child, $"{what} has no key '{YamlText.Shown(child.Name)}'.", YamlText.Instead(child.Name, known));
        }

        return fields;
    }

    /// <summary>The value of a key; null when it is absent.</summary>
    public YamlNode? this[string name] => _nodes.GetValueOrDefault(name);

    /// <summary>Where to point at for a key: its value, or the map that lacks it.</summary>
    public YamlNode At(string name) => this[name] ?? Owner;

    /// <summary>The value of a key that must be there and not blank; says so otherwise.</summary>
    /// <param name="example">What to write after the colon.</param>
    /// <param name="mayBeEmpty">Whether a list or map without elements is left to another check, which says more.</param>
    public YamlNode? Require(string name, string example, bool mayBeEmpty = false)
    {
        if (this[name] is not { } node)
        {
            _problems.Form(YamlCode.MissingKey, Owner, $"'{name}' is missing.", $"Add '{name}: {example}'.");
            return null;
        }

        return IsBlank(node, example) || (!mayBeEmpty && IsEmpty(node, example)) ? null : node;
    }

    /// <summary>The map under a key; null when absent.</summary>
    public YamlFields? Map(string name, params IReadOnlyCollection<string> known) =>
        this[name] is { } node ? Open(_problems, node, $"'{name}'", known) : null;

    /// <summary>Text that must be there.</summary>
    public string RequiredText(string name, string example) =>
        Require(name, example) is { } node ? YamlShape.Text(_problems, node) ?? "" : "";

    /// <summary>Text; null when absent.</summary>
    public string? Text(string name, string example) => Given(name, example) is { } node ? YamlShape.Text(_problems, node) : null;

    /// <summary>A name that other places refer to; null when absent or of another form.</summary>
    public string? Name(string name, string example) => Given(name, example) is { } node ? YamlShape.Name(_problems, node) : null;

    /// <summary>A number between two bounds, both included.</summary>
    public double? Number(string name, string example, double from, double to)
    {
        if (Given(name, example) is not { } node || YamlShape.Text(_problems, node) is not { } text) return null;
        if (node.IsPlain && YamlScalars.Number(text) is { } number && number >= from && number <= to) return number;
        return Refuse<double>(YamlCode.InvalidNumber, node, FormattableString.Invariant($"is not a number from {from} to {to}"), example);
    }

    /// <summary>A share in percent between two bounds, as fractions, both included.</summary>
    public double? Percentage(string name, string example, double from = 0, double to = 1)
    {
        if (Given(name, example) is not { } node || YamlShape.Text(_problems, node) is not { } text) return null;
        if (YamlScalars.Percentage(text) is { } share && share >= from && share <= to) return share;
        return Refuse<double>(YamlCode.InvalidPercentage, node,
            FormattableString.Invariant($"is not a percentage from {from * 100} % to {to * 100} %"), example);
    }

    /// <summary>A day of the calendar.</summary>
    public DateOnly? Day(string name, string example = "2027-02-01")
    {
        if (Given(name, example) is not { } node || YamlShape.Text(_problems, node) is not { } text) return null;
        return YamlScalars.Day(text) ?? Refuse<DateOnly>(YamlCode.InvalidDate, node, "is not a valid date", example);
    }

    /// <summary>A span of time above zero.</summary>
    public TimeSpan? Duration(string name, string example = "14d")
    {
        if (Given(name, example) is not { } node || YamlShape.Text(_problems, node) is not { } text) return null;
        return YamlScalars.Duration(text)
            ?? Refuse<TimeSpan>(YamlCode.InvalidDuration, node, "is not a duration (a number and one of ms, s, m, h, d, w)", example);
    }

    /// <summary>true or false.</summary>
    public bool? Truth(string name)
    {
        if (Given(name, "true") is not { } node) return null;
        if (node is { IsPlain: true, Text: "true" or "false" }) return node.Text == "true";
        return Refuse<bool>(YamlCode.WrongType, node, "is neither true nor false", "true");
    }

    /// <summary>A word of a known set.</summary>
    public T? Choice<T>(string name, YamlChoice<T> choice)
        where T : struct, Enum
    {
        if (Given(name, choice.Words[0]) is not { } node || YamlShape.Text(_problems, node) is not { } word) return null;
        if (choice.Find(word) is { } value) return value;
        _problems.Form(YamlCode.UnknownChoice, node, $"'{name}' has no value '{YamlText.Shown(word)}'.",
            YamlText.Instead(word, choice.Words));
        return null;
    }

    /// <summary>The elements of a list; none when absent, or when there are more than is sensible.</summary>
    public IReadOnlyList<YamlNode> Items(string name, string example, int most = MostItems) =>
        Given(name, example) is { } node && YamlShape.Is(_problems, node, YamlKind.List, $"'{name}'")
            && AreFew(node, most) ? node.Children : [];

    /// <summary>The values of a map with free names; none when absent, or when there are more than is sensible.</summary>
    public IReadOnlyList<YamlNode> Entries(string name, string example) =>
        Given(name, example) is { } node && YamlShape.Is(_problems, node, YamlKind.Map, $"'{name}'")
            && AreFew(node, MostItems) ? node.Children : [];

    /// <summary>A list of texts, none of them blank; none when absent.</summary>
    public IReadOnlyList<string> Texts(string name, string example) =>
        [.. Items(name, example).Where(item => !IsBlank(item, example)).Select(item => YamlShape.Text(_problems, item)).OfType<string>()];

    /// <summary>The value of a key, if it is there; a blank one is refused.</summary>
    private YamlNode? Given(string name, string example) => this[name] is { } node && !IsBlank(node, example) ? node : null;

    /// <summary>Parts are compared with each other: a number of them that nobody means would be squared.</summary>
    private bool AreFew(YamlNode node, int most)
    {
        if (node.Children.Count <= most) return true;
        _problems.Form(YamlCode.TooLarge, node, $"'{node.Name}' has {node.Children.Count} elements; at most {most} are read.",
            "Split the document, or take some out.");
        return false;
    }

    private bool IsBlank(YamlNode node, string example)
    {
        if (node.Kind != YamlKind.Blank && (node.Kind != YamlKind.Scalar || !string.IsNullOrWhiteSpace(node.Text))) return false;
        _problems.Form(YamlCode.Blank, node, node.Name.Length > 0 ? $"'{node.Name}' is blank." : "The element is blank.",
            $"Write it, such as '{example}'.");
        return true;
    }

    /// <summary>A list or map that must be there, and has nothing in it, is as good as missing.</summary>
    private bool IsEmpty(YamlNode node, string example)
    {
        if (node.Kind is not (YamlKind.List or YamlKind.Map) || node.Children.Count > 0) return false;
        _problems.Form(YamlCode.Blank, node, $"'{node.Name}' is empty.", $"Write what belongs there, such as '{node.Name}: {example}'.");
        return true;
    }

    private T? Refuse<T>(string digits, YamlNode node, string why, string example)
        where T : struct
    {
        _problems.Form(digits, node, $"'{node.Name}' is '{YamlText.Shown(node.Text)}', which {why}.", $"Write it like '{example}'.");
        return null;
    }
}
