using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads what a flag does in one environment.</summary>
internal sealed class EnvironmentReader(
    DocumentScope scope, FlagKind kind, IReadOnlyList<Variant> variants, string off, bool isImported)
{
    private static readonly ObjectShape Shape = new("rules", "serve", "rollout");
    private static readonly ObjectShape RuleShape = new("name", "when", "serve", "rollout");

    public EnvironmentDefinition? Read(int node, string environment)
    {
        if (!scope.TryOpen(node, Shape, "An environment", out var fields)) return null;
        var exposure = new ExposureRules(scope, kind, off, environment);
        var rules = Rules(fields["rules"], exposure);
        var (serve, rollout) = Answer(fields, exposure, isRule: false, when: null);
        if (rules.Any(rule => rule.When is null) && (serve is not null || rollout is not null))
        {
            scope.Warning(
                ProblemCode.UnreachableRule, node,
                "A rule without 'when' matches everybody, so that 'serve' or 'rollout' after it never decides.",
                "Give the rule a condition, or take one of the two out.");
        }

        return new() { Rules = rules, Serve = serve, Rollout = rollout };
    }

    private IReadOnlyList<RuleDefinition> Rules(int node, ExposureRules exposure)
    {
        if (node == 0) return [];
        var rules = new List<RuleDefinition>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var covered = false;
        foreach (var item in scope.Items(node, "rules"))
        {
            if (covered)
            {
                scope.Warning(
                    ProblemCode.UnreachableRule, item,
                    "A rule before this one has no 'when' and matches everybody; this one never decides.",
                    "Move it up, or give the other a condition.");
            }

            if (Rule(item, exposure, names) is not { } rule) continue;
            rules.Add(rule);
            covered |= rule.When is null;
        }

        return rules;
    }

    private RuleDefinition? Rule(int node, ExposureRules exposure, HashSet<string> names)
    {
        if (!scope.TryOpen(node, RuleShape, "A rule", out var fields)) return null;
        var name = scope.RequiredText(fields, "name", "staff");
        if (name.Length > Names.MaxLength || name.Any(ShownText.IsHidden))
        {
            scope.Error(ProblemCode.InvalidName, fields["name"], "The rule's name is too long or has control characters.",
                $"Write at most {Names.MaxLength} characters.");
        }

        if (name.Length > 0 && !names.Add(name))
        {
            scope.Error(ProblemCode.DuplicateRule, fields["name"], $"Another rule is called '{DocumentScope.Shown(name)}' too.",
                "Give each rule its own name; reasons and counters show it.");
        }

        var when = fields["when"] is var condition && condition != 0 ? ConditionReader.Read(scope, condition) : null;
        var (serve, rollout) = Answer(fields, exposure, isRule: true, when);
        return new() { Name = name, When = when, Serve = serve, Rollout = rollout };
    }

    private (string? Serve, RolloutDefinition? Rollout) Answer(Fields fields, ExposureRules exposure, bool isRule, Condition? when)
    {
        var (serveNode, rolloutNode) = (fields["serve"], fields["rollout"]);
        if ((serveNode != 0 && rolloutNode != 0) || (isRule && serveNode == 0 && rolloutNode == 0))
        {
            scope.Error(
                ProblemCode.ServeOrRollout, fields.Owner,
                serveNode == 0 ? "The rule has neither 'serve' nor 'rollout'." : "'serve' and 'rollout' are both given.",
                exposure.Hint(variants, when));
        }

        if (rolloutNode != 0)
        {
            var rollout = RolloutReader.Read(scope, rolloutNode, variants, off, isImported);
            if (rollout is not null) exposure.CheckRollout(rolloutNode, rollout, when);
            return (null, rollout);
        }

        if (serveNode == 0 || !scope.TryText(serveNode, "serve", out var variant)) return (null, null);
        if (variants.Count > 0 && variants.All(v => v.Name != variant)) VariantsReader.UnknownVariant(scope, serveNode, variant, variants);
        else exposure.CheckServe(serveNode, variant, when);
        return (variant, null);
    }
}
