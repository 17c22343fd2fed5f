using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Translates a flag's filters into the share of units for whom it is on.</summary>
internal sealed class FilterTranslation(FlagScope scope)
{
    /// <summary>More rules than anybody reads; beyond them the flag is left out.</summary>
    private const int MaxCases = 64;

    /// <summary>Microsoft's library takes a larger percentage as 100, and a negative one as 0.</summary>
    private const int LargestPercentage = 1_000_000;

    private static readonly string[] Known = ["name", "parameters"];

    /// <summary>Joins the filters as <paramref name="isAll"/> says; on for everybody when there is none to ask.</summary>
    /// <param name="filters">The list of filters, not empty.</param>
    /// <param name="isAll">Whether all must hold, and not just one.</param>
    /// <param name="path">Where the list stands.</param>
    public DecisionList<decimal> Join(IReadOnlyList<SourceNode> filters, bool isAll, string path)
    {
        var read = filters.Select(filter => (Node: filter, Name: NameOf(filter))).ToList();
        if (!isAll && read.Find(f => IsAlwaysOn(f.Name)) is { Name: not null } always) return AlwaysOn(always.Node, read.Count);
        var joined = new DecisionList<decimal>(isAll ? 1 : 0);
        foreach (var (node, name) in read.Where(f => !IsAlwaysOn(f.Name)))
        {
            var next = Read(node, name);
            joined = isAll
                ? joined.With(next, (one, other) => one * other, share => share == 0)
                : joined.With(next, (one, other) => one + other - (one * other), share => share == 1);
            if (joined.Cases.Count > MaxCases)
                throw new ImportFaultException(path, $"The filters would make more than {MaxCases} rules.", "Write the flag by hand.");
        }

        if (read.Count > 1)
        {
            scope.Translated(
                path, isAll ? "All filters must hold: their shares are multiplied." : "One filter is enough: shares apply to the union.");
        }

        if (read.Count(f => IsMicrosofts(f.Name, "Targeting")) > 1)
            scope.Approximated(path, "Two targeting filters of one flag had one hash; here their shares are joined as if they had two.");
        return joined;
    }

    private static string NameOf(SourceNode filter) => filter["name"]?.Text is { Length: > 0 } name
        ? name
        : throw new ImportFaultException(
            filter.Path, "The filter has no name.", "Write { \"Name\": \"Microsoft.Targeting\", \"Parameters\": { ... } }.");

    private static bool IsAlwaysOn(string name) =>
        name.Equals("AlwaysOn", StringComparison.OrdinalIgnoreCase) || name.Equals("On", StringComparison.OrdinalIgnoreCase);

    /// <summary>Microsoft's library finds a filter with or without its namespace and the word at its end.</summary>
    private static bool IsMicrosofts(string name, string filter) =>
        new[] { filter, $"{filter}Filter", $"Microsoft.{filter}", $"Microsoft.{filter}Filter" }
            .Contains(name, StringComparer.OrdinalIgnoreCase);

    private DecisionList<decimal> AlwaysOn(SourceNode node, int count)
    {
        scope.Translated(node.Path, "On for everybody.");
        if (count > 1) scope.LeftOut(node.Path, "The other filters never decided, because this one is always on.");
        return new(1);
    }

    private DecisionList<decimal> Read(SourceNode filter, string name)
    {
        foreach (var (key, other) in filter.Members.Where(m => !Array.Exists(Known, known => SourceNode.IsNamed(m.Key, known))))
            scope.LeftOut(other.Path, $"A filter has no '{key}'.");
        var parameters = filter["parameters"];
        if (IsMicrosofts(name, "Targeting")) return new TargetingTranslation(scope).Read(filter, parameters);
        if (IsMicrosofts(name, "Percentage")) return Percentage(filter, parameters);
        if (IsMicrosofts(name, "TimeWindow")) return new TimeWindowTranslation(scope).Read(filter, parameters);
        return Unknown(filter, name, parameters);
    }

    private DecisionList<decimal> Percentage(SourceNode filter, SourceNode? parameters)
    {
        var value = parameters?["value"];
        if (value is null || value.IsNull)
        {
            scope.Translated(filter.Path, "The filter has no value, and so it was never on.");
            return new(0);
        }

        var share = Math.Clamp(value.ToNumber(-LargestPercentage, LargestPercentage), 0, 100) / 100;
        if (share is 0 or 1)
        {
            scope.Translated(value.Path, share == 0 ? "On for nobody." : "On for everybody.");
            return new(share);
        }

        scope.IsPerCall = true;
        scope.Approximated(value.Path, $"Each call was decided at random, on in {FilterConditions.Percent(share)} of them; "
            + $"now {FilterConditions.Percent(share)} of the units have it, each always or never.");
        return new(share);
    }

    private DecisionList<decimal> Unknown(SourceNode filter, string name, SourceNode? parameters)
    {
        var json = parameters?.ToJson().GetRawText() ?? "";
        var attribute = scope.Filters.Of(name, json);
        scope.Approximated(filter.Path, $"'{name}' is a filter of your code. The rule asks for the attribute '{attribute}' instead: "
            + "set it to true in the context where the filter would be on, or write the filter as a condition. Until then it is off.");
        return new([new(name, FilterConditions.IsTrue(attribute), 1)], 0);
    }
}
