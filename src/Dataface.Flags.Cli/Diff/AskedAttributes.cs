using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Diff;

/// <summary>Finds the attributes that a flag's rules ask for in an environment, those of segments and required flags included.</summary>
internal sealed class AskedAttributes(FlagDocument document, string environment)
{
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _segments = new(StringComparer.Ordinal);

    public static IEnumerable<string> Of(string flag, FlagDocument document, string environment)
    {
        var asked = new AskedAttributes(document, environment);
        asked.AddFlag(flag);
        return asked._found;
    }

    private void AddFlag(string key)
    {
        if (!document.Flags.TryGetValue(key, out var flag) || !_flags.Add(key)) return;
        foreach (var required in flag.Requires) AddFlag(required.Flag);
        if (!flag.Environments.TryGetValue(environment, out var entry)) return;
        foreach (var rule in entry.Rules) Add(rule.When);
    }

    private void Add(Condition? condition)
    {
        switch (condition)
        {
            case AttributeCondition attribute:
                _found.Add(attribute.Attribute);
                break;
            case NotCondition not:
                Add(not.Inner);
                break;
            case AllCondition all:
                foreach (var inner in all.Conditions) Add(inner);
                break;
            case AnyCondition any:
                foreach (var inner in any.Conditions) Add(inner);
                break;
            case SegmentCondition segment when _segments.Add(segment.Segment):
                Add(document.Segments[segment.Segment]);
                break;
        }
    }
}
