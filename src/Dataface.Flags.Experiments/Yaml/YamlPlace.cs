using System.Globalization;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>
/// Where a node stands: below which, and under which name or number there. Its path is written when somebody asks for it; to
/// write that of every node would take as much again for each level.
/// </summary>
internal sealed class YamlPlace
{
    private readonly YamlPlace? _above;
    private readonly int _index;

    private YamlPlace(YamlPlace? above, string name, int index) => (_above, Name, _index) = (above, name, index);

    public static YamlPlace Root { get; } = new(null, "", 0);

    /// <summary>The name under which a map has the node; empty elsewhere.</summary>
    public string Name { get; }

    /// <summary>Such as <c>$.design.variants[0]</c>.</summary>
    public string Path => _above switch
    {
        null => "$",
        { Path: var above } when Name.Length > 0 => $"{above}.{Name}",
        { Path: var above } => string.Create(CultureInfo.InvariantCulture, $"{above}[{_index}]"),
    };

    public YamlPlace Under(string name) => new(this, name, 0);

    public YamlPlace At(int index) => new(this, "", index);
}
