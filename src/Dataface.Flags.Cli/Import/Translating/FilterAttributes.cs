using System.Globalization;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>
/// Attributes that stand for filters which only code knows: the same name and parameters have the same attribute, in all flags of a file.
/// </summary>
internal sealed class FilterAttributes
{
    private const int MaxNameLength = 100;

    private readonly Dictionary<(string Name, string Parameters), string> _attributes = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="filter">The filter's name.</param>
    /// <param name="parameters">Its parameters, as JSON.</param>
    public string Of(string filter, string parameters)
    {
        if (_attributes.TryGetValue((filter, parameters), out var known)) return known;
        var number = _counts[filter] = _counts.GetValueOrDefault(filter) + 1;
        var visible = string.Concat(filter.Where(c => !char.IsControl(c)).Take(MaxNameLength));
        var attribute = string.Create(CultureInfo.InvariantCulture, $"filter.{visible}{(number == 1 ? "" : $".{number}")}");
        _attributes.Add((filter, parameters), attribute);
        return attribute;
    }
}
