using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>What an experiment touches, and who must agree to it.</summary>
internal static class AreaChecks
{
    public static void TouchesNothingForbidden(CheckScope scope)
    {
        var policy = scope.Policy;
        IReadOnlyList<string> allowed = [.. new[] { policy.Areas, policy.ApprovalAreas, policy.SensitiveAreas }.SelectMany(a => a).Select(
            SecurityWords.Normal).Distinct()];
        var forbidden = policy.ForbiddenAreas.Select(SecurityWords.Normal).ToList();
        foreach (var area in scope.Experiment.Touches.Where(a => !string.IsNullOrWhiteSpace(a)))
        {
            var normal = SecurityWords.Normal(area);
            var isKnown = allowed.Contains(normal) && !forbidden.Contains(normal);
            if (!isKnown && SecurityWords.In(area, forbidden) is { } word) Forbidden(scope, area, word);
            else if (!isKnown) Unknown(scope, area, normal, allowed.Except(forbidden));
        }
    }

    private static void Forbidden(CheckScope scope, string area, string word) => scope.Error(
        ExperimentProblemCode.ForbiddenArea, "touches",
        $"It touches {YamlText.Shown(area)}{(SecurityWords.Normal(area) == word ? "" : $", that is {word}")}, which is never tried out on "
        + $"users.",
        "Ship that part as reviewed code that is on for everybody, and take it out of the experiment.");

    private static void Unknown(CheckScope scope, string area, string normal, IEnumerable<string> allowed) => scope.Error(
        ExperimentProblemCode.UnknownArea, "touches",
            $"The policy has no area '{YamlText.Shown(area)}', so it is not decided whether you may experiment on users there.",
        $"{YamlText.Instead(normal, [.. allowed.Order(StringComparer.Ordinal)])} The policy's file adds others.");

    public static void IsApproved(CheckScope scope)
    {
        var isPricing = scope.Experiment.Type == ExperimentType.Pricing;
        var priced = Touched(scope, scope.Policy.ApprovalAreas);
        if ((isPricing || priced.Count > 0) && !Has(scope, SignOffRole.Business))
        {
            scope.ErrorOnceAgreed(
                ExperimentProblemCode.ApprovalMissing, "approvals",
                $"{(isPricing ? "Pricing" : $"An experiment that touches {priced[0]}")} needs an approval of the business.",
                "Add '- { role: business, by: ..., on: ..., reference: ... }' under 'approvals'.");
        }

        var sensitive = Touched(scope, scope.Policy.SensitiveAreas);
        if (sensitive.Count > 0 && !Has(scope, SignOffRole.Security))
        {
            scope.ErrorOnceAgreed(
                ExperimentProblemCode.SecuritySignOffMissing, "approvals", $"It touches {sensitive[0]}, which needs a security sign-off.",
                "Add '- { role: security, by: ..., on: ..., reference: ... }' under 'approvals'.");
        }
    }

    public static void HasCohort(CheckScope scope)
    {
        if (scope.Experiment.Type == ExperimentType.Pricing && scope.Design.Cohort is null)
        {
            scope.Error(
                ExperimentProblemCode.CohortMissing, "design.cohort", "Prices are tried on a controlled cohort only, and none is named.",
                "Write 'cohort:' and the name of a segment of the flag document under 'design'.");
        }

        if (scope.Design.Cohort is { } cohort && scope.Context.Flags is { } flags && !flags.Segments.ContainsKey(cohort) && !scope.EndsFlag)
        {
            scope.ErrorOnceAgreed(
                ExperimentProblemCode.UnknownSegment, "design.cohort", $"The flag document has no segment '{cohort}'.",
                    YamlText.Instead(cohort, [.. flags.Segments.Keys]));
        }
    }

    /// <summary>One spelling of areas: <c>private_data</c> is <c>private-data</c>.</summary>
    private static List<string> Touched(CheckScope scope, IReadOnlyList<string> areas) =>
        [.. scope.Experiment.Touches.Select(SecurityWords.Normal).Where(areas.Select(SecurityWords.Normal).Contains)];

    private static bool Has(CheckScope scope, SignOffRole role) =>
        scope.Experiment.Approvals.Any(a => a.Role == role && a.Approval.On <= scope.Context.Today);
}
