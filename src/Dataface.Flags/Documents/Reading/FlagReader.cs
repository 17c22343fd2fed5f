namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads one flag. What cannot be read is left at a harmless value, so that all problems are found in one go.</summary>
internal sealed class FlagReader(DocumentScope scope)
{
    private const int MaxSaltLength = 256;

    private static readonly ObjectShape Shape = new(
        "description", "owner", "kind", "created", "expires", "variants", "offVariant", "bucketBy", "salt",
        "layer", "requires", "renewals", "approval", "environments", "guard", "alias", "imported");

    private static readonly ObjectShape ApprovalShape = new("by", "on", "reference");

    private static readonly Dictionary<string, FlagKind> Kinds =
        Enum.GetValues<FlagKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public FlagDefinition? Read(string key, int node)
    {
        if (!scope.TryOpen(node, Shape, "A flag", out var fields)) return null;
        WarnOfSecurity(key, node);
        var kind = Kind(fields["kind"]);
        var (variants, off) = VariantsReader.Read(scope, fields);
        var owner = scope.RequiredText(fields, "owner", "team-payments");
        var (created, expires, renewals) = new LifetimeReader(scope, kind, owner).Read(fields);
        return new FlagDefinition
        {
            Key = key,
            Description = fields["description"] is var text && text != 0 && scope.TryText(text, "description", out var description)
                ? description : "",
            Owner = owner,
            Alias = OriginReader.ReadAlias(scope, fields["alias"]),
            Imported = fields["imported"] is var imported && imported != 0 ? OriginReader.ReadImport(scope, imported, created) : null,
            Kind = kind,
            Created = created,
            Expires = expires,
            Renewals = renewals,
            Approval = Approval(fields, kind),
            Variants = variants,
            OffVariant = off,
            BucketBy = LayerReader.BucketBy(scope, fields) ?? (fields["layer"] == 0 ? EvaluationContext.DefaultUnit : ""),
            Salt = Salt(fields["salt"]) ?? key,
            Layer = fields["layer"] is var layer && layer != 0 ? LayerReader.Slice(scope, layer) : null,
            Requires = Requires(fields["requires"]),
            Environments = Environments(fields["environments"], new EnvironmentReader(scope, kind, variants, off, fields.Has("imported"))),
            Guard = fields["guard"] is var guard && guard != 0 ? GuardReader.Read(scope, guard, kind) : null,
        };
    }

    private void WarnOfSecurity(string key, int node)
    {
        if (SecurityWords.In(key, SecurityWords.All) is not { } word) return;
        scope.Warning(
            ProblemCode.LooksLikeSecurity, node,
                $"The key names '{word}': authentication, session and security logic, law and private data are never behind a flag.",
            "Ship such logic as reviewed code that is on for everybody; if this is something else, such as a text, give the flag another "
            + "key.");
    }

    private FlagKind Kind(int node)
    {
        if (node == 0 || !scope.TryText(node, "kind", out var name)) return FlagKind.Release;
        if (Kinds.TryGetValue(name, out var kind)) return kind;
        if (SecurityWords.In(name, SecurityWords.All) is not null)
        {
            scope.Error(
                ProblemCode.SecurityRefused, node, "Authentication, session and security logic is never behind a flag.",
                "Ship it as reviewed code that is on for everybody.");
            return FlagKind.Release;
        }

        var near = Spelling.Nearest(name, Kinds.Keys);
        scope.Error(
            ProblemCode.UnknownKind, node, $"There is no kind '{DocumentScope.Shown(name)}'.",
            near is null ? $"Write one of {string.Join(", ", Kinds.Keys)}." : $"Did you mean '{near}'?");
        return FlagKind.Release;
    }

    private string? Salt(int node)
    {
        if (node == 0 || !scope.TryText(node, "salt", out var salt)) return null;
        if (salt.Length is > 0 and <= MaxSaltLength) return salt;
        scope.Error(ProblemCode.InvalidName, node, $"'salt' has {salt.Length} characters.",
            $"Write 1 to {MaxSaltLength}, or leave it out: the key is the default.");
        return null;
    }

    private Approval? Approval(Fields flag, FlagKind kind)
    {
        var node = flag["approval"];
        if (node == 0)
        {
            if (kind == FlagKind.Pricing)
            {
                scope.Error(
                    ProblemCode.ApprovalMissing, flag.Owner, "A pricing flag needs an approval.",
                    $"Add \"approval\": {{ \"by\": \"...\", \"on\": \"{scope.Today:O}\", \"reference\": \"...\" }}.");
            }

            return null;
        }

        if (!scope.TryOpen(node, ApprovalShape, "An approval", out var fields)) return null;
        var by = scope.RequiredText(fields, "by", "pricing-board");
        var reference = scope.RequiredText(fields, "reference", "PRICE-12");
        return scope.TryRequire(fields, "on", $"\"{scope.Today:O}\"", out var day)
            && ScalarReader.TryDay(scope, day, "on", scope.Today, out var on)
            ? new Approval { By = by, On = on, Reference = reference } : null;
    }

    private IReadOnlyList<Prerequisite> Requires(int node)
    {
        if (node == 0) return [];
        var requires = new List<Prerequisite>();
        foreach (var (flag, value) in scope.Entries(node, "requires"))
        {
            if (scope.TryText(value, "required variant", out var variant)) requires.Add(new(flag, variant));
        }

        requires.Sort((left, right) => string.CompareOrdinal(left.Flag, right.Flag));
        return requires;
    }

    private IReadOnlyDictionary<string, EnvironmentDefinition> Environments(int node, EnvironmentReader reader)
    {
        var environments = new Dictionary<string, EnvironmentDefinition>(StringComparer.Ordinal);
        if (node == 0) return NameMap<EnvironmentDefinition>.Of(environments);
        foreach (var (name, value) in scope.Entries(node, "environments"))
        {
            if (name.Any(char.IsAsciiLetterUpper))
            {
                scope.Error(
                    ProblemCode.InvalidName, value, $"The environment '{name}' has capital letters, and would never be found.",
                    $"Write '{name.ToLowerInvariant()}'.");
            }

            if (reader.Read(value, name) is { } environment) environments.Add(name, environment);
        }

        return NameMap<EnvironmentDefinition>.Of(environments);
    }
}
