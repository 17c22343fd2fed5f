using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Cli.Import.Source;

/// <summary>A place in the file, as .NET's configuration would see it: names are compared without regard to case.</summary>
/// <param name="path">Its JSON path.</param>
/// <param name="element">What stands there; undefined for an object that was put together from names such as <c>A:B</c>.</param>
internal sealed class SourceNode(string path, JsonElement element)
{
    private readonly List<KeyValuePair<string, SourceNode>> _members = [];
    private readonly List<SourceNode> _items = [];
    private JsonElement _element = element;

    public string Path => path;

    /// <summary>Whether it has properties, or is empty braces; a text, number or boolean of another file may stand beside them.</summary>
    public bool IsObject => _members.Count > 0 || _element.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined;

    public bool IsArray => _element.ValueKind == JsonValueKind.Array;

    public bool IsNull => _element.ValueKind == JsonValueKind.Null;

    /// <summary>What it is called in messages.</summary>
    public string KindName => _element.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        _ => "an object",
    };

    /// <summary>The properties of an object, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, SourceNode>> Members => _members;

    /// <summary>
    /// The elements of a list; an object whose names are all numbers is one, too, since configuration cannot tell them apart.
    /// </summary>
    public IReadOnlyList<SourceNode> Items => _items.Count > 0 || !IsNumbered ? _items : [.. _members.Select(m => m.Value)];

    /// <summary>A text, number or boolean as configuration would give it; null for everything else.</summary>
    public string? Text => _element.ValueKind switch
    {
        JsonValueKind.String => _element.GetString(),
        JsonValueKind.Number => _element.GetRawText(),
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        _ => null,
    };

    /// <summary>Properties and elements, as configuration names them.</summary>
    private IEnumerable<KeyValuePair<string, SourceNode>> Children => _members.Concat(
        _items.Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item)));

    private bool IsNumbered => _members.Count > 0 && _members.TrueForAll(m => m.Key.All(char.IsAsciiDigit));

    /// <summary>
    /// The property of a name, whose underscores do not count: both of Microsoft's schemas have the same names but for those.
    /// </summary>
    public SourceNode? this[string name] => _members.Find(m => IsNamed(m.Key, name)).Value;

    /// <summary>The property of just this name, but for its case.</summary>
    public SourceNode? Exactly(string name) => _members.Find(m => m.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>What stands at a place such as <c>Shop:Flags</c>; null when nothing does.</summary>
    public SourceNode? At(string place) => place.Split(':').Aggregate((SourceNode?)this, (node, name) => node?.Exactly(name));

    /// <summary>Whether a property's name is this one, but for case and underscores.</summary>
    public static bool IsNamed(string key, string name) =>
        key.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path of a property.</summary>
    public string PathOf(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? $"{path}.{name}" : $"{path}['{name}']";

    public void Add(SourceNode item) => _items.Add(item);

    /// <summary>
    /// Adds a property. Two objects of one name are one, as in configuration; anything else that is given twice is refused.
    /// </summary>
    public void Add(string name, SourceNode member)
    {
        if (Exactly(name) is not { } before)
        {
            _members.Add(new(name, member));
            return;
        }

        if (!before.IsObject || !member.IsObject)
        {
            throw new ImportFaultException(
                member.Path, $"'{name}' is given twice; configuration does not tell upper from lower case.", "Keep one of the two.");
        }

        before._element = default;
        foreach (var (key, value) in member._members) before.Add(key, value);
    }

    /// <summary>
    /// Lays a later file over this one, as .NET's configuration does: by name, and lists by number. A text, number or boolean takes the
    /// place of another one, and stands beside properties and elements.
    /// </summary>
    public void LayOver(SourceNode later)
    {
        if (later.Text is not null || (Text is not null && later.IsNull)) _element = later._element;
        else if (IsNull) _element = later._element;
        else if (Text is null && IsObject) _element = default;
        foreach (var (name, child) in later.Children)
        {
            var before = IsArray && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? _items.ElementAtOrDefault(index) : Exactly(name);
            if (before is not null) before.LayOver(child);
            else if (IsArray) _items.Add(child);
            else _members.Add(new(name, child));
        }
    }

    /// <summary>What stands here, as JSON.</summary>
    public JsonElement ToJson() => _element.ValueKind switch
    {
        JsonValueKind.Undefined => JsonSerializer.SerializeToElement(_members.ToDictionary(m => m.Key, m => m.Value.ToJson())),
        JsonValueKind.Array => JsonSerializer.SerializeToElement(_items.Select(item => item.ToJson())),
        _ => _element,
    };

    /// <summary>The truth value that stands here, be it as text; throws for anything else.</summary>
    public bool ToBoolean() => bool.TryParse(Text, out var value)
        ? value
        : throw new ImportFaultException(path, $"This is {Shown}, but must be true or false.", "Write true or false.");

    /// <summary>The number that stands here, be it as text; throws for anything else, and out of range.</summary>
    public decimal ToNumber(decimal least, decimal most)
    {
        var isNumber = decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        return isNumber && value >= least && value <= most ? value : throw new ImportFaultException(
            path, $"This is {Shown}, but must be a number from {least} to {most}.", "Write such a number, such as 25.");
    }

    /// <summary>The texts of a list; throws when something else stands in it.</summary>
    public IReadOnlyList<string> ToTexts() =>
    [
        .. Listed().Select(item => item.Text ?? throw new ImportFaultException(
            item.Path, $"This is {item.KindName}, but must be text.", "Write a name in quotation marks.")),
    ];

    /// <summary>The elements of what must be a list; throws when it is none.</summary>
    public IReadOnlyList<SourceNode> Listed() => IsArray || Items.Count > 0 || IsNull
        ? Items
        : throw new ImportFaultException(path, $"This is {Shown}, but must be a list.", "Write a list in brackets, [ ... ].");

    private string Shown => Text is { } text ? $"'{Documents.Names.Visible(text)}'" : KindName;
}
