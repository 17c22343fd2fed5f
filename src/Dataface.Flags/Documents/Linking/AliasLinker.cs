using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Looks at aliases: an old name leads to one flag. No key can equal one, since an alias is a name that no key can have.</summary>
internal sealed class AliasLinker(LinkScope scope)
{
    public void Check()
    {
        Dictionary<string, string>? taken = null;
        foreach (var flag in scope.Flags.Values)
        {
            if (flag.Alias is not { } alias) continue;
            taken ??= new(StringComparer.Ordinal);
            if (taken.TryAdd(alias, flag.Key)) continue;
            scope.InFlag(
                ProblemCode.AliasTaken, ProblemSeverity.Error, flag.Key, JsonPath.Root["flags"][flag.Key]["alias"],
                $"The flag '{taken[alias]}' has the alias '{DocumentScope.Shown(alias)}', too.",
                "Remove it of one of the two.");
        }
    }
}
