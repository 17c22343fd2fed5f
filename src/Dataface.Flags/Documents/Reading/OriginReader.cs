namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads what a flag brings along from another library: the name it had there, and that it was imported.</summary>
internal static class OriginReader
{
    private const int MaxAliasLength = 256;

    private static readonly ObjectShape Shape = new("from", "on", "created");

    /// <summary>A name that can be no key: what could be one should be one, since kills and rules name keys alone.</summary>
    public static string? ReadAlias(DocumentScope scope, int node)
    {
        if (node == 0 || !scope.TryText(node, "alias", out var alias)) return null;
        if (Names.IsName(alias))
        {
            scope.Error(ProblemCode.InvalidAlias, node, $"The alias '{DocumentScope.Shown(alias)}' could be a key.",
                "Make it the flag's key and take 'alias' out; an alias is for names that no key can have, such as \"New Cart\".");
            return null;
        }

        if (alias.Length <= MaxAliasLength && !string.IsNullOrWhiteSpace(alias) && !alias.Any(char.IsControl)) return alias;
        scope.Error(ProblemCode.InvalidAlias, node, "The alias is blank, too long, or has control characters.",
            $"Write the name that code asks for, of at most {MaxAliasLength} characters, or take 'alias' out.");
        return null;
    }

    /// <summary>A flag is created here once, and so it is imported once: on that day.</summary>
    public static FlagImport? ReadImport(DocumentScope scope, int node, DateOnly created)
    {
        if (!scope.TryOpen(node, Shape, "An import", out var fields)) return null;
        var from = scope.RequiredText(fields, "from", "Microsoft.FeatureManagement");
        var example = created == default ? scope.Today : created;
        if (!scope.TryRequire(fields, "on", $"\"{example:O}\"", out var onNode)
            || !ScalarReader.TryDay(scope, onNode, "on", example, out var on)) return null;
        if (created != default && on != created)
        {
            scope.Error(
                ProblemCode.InvalidImport, onNode, $"The import day is {on:O}, but the flag was created on {created:O}.",
                $"Write \"on\": \"{created:O}\": a flag is imported once, on the day on which it is created here. A flag that began here "
                + "was not imported.");
        }

        return new() { From = from, On = on, Created = Introduced(scope, fields["created"], on) };
    }

    private static DateOnly? Introduced(DocumentScope scope, int node, DateOnly on)
    {
        if (node == 0 || !ScalarReader.TryDay(scope, node, "created", on, out var day)) return null;
        if (day <= on) return day;
        scope.Error(ProblemCode.InvalidImport, node, $"The flag was introduced there on {day:O}, after it was imported.",
            $"Write {on:O} or an earlier day, or leave it out.");
        return null;
    }
}
