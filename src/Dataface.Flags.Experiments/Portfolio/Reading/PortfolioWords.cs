using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>The words of the format.</summary>
internal static class PortfolioWords
{
    public static readonly YamlChoice<BetStatus> BetStatuses = new(
        ("proposed", BetStatus.Proposed), ("designed", BetStatus.Designed), ("running", BetStatus.Running), ("decided", BetStatus.Decided));

    public static readonly YamlChoice<ValidationMethod> Methods = new(
        ("proof_of_concept", ValidationMethod.ProofOfConcept), ("pricing_test", ValidationMethod.PricingTest),
        ("pilot", ValidationMethod.Pilot),
        ("survey", ValidationMethod.Survey), ("interviews", ValidationMethod.Interviews), ("prototype", ValidationMethod.Prototype),
        ("experiment", ValidationMethod.Experiment), ("data_analysis", ValidationMethod.DataAnalysis));

    public static readonly YamlChoice<Theme> Themes = new(
        ("architecture", Theme.Architecture), ("data_and_contracts", Theme.DataAndContracts), ("operations", Theme.Operations),
        ("design", Theme.Design),
        ("external_approvals", Theme.ExternalApprovals), ("security", Theme.Security), ("legal", Theme.Legal),
        ("commercial", Theme.Commercial));

    public static readonly YamlChoice<PrerequisiteStatus> PrerequisiteStatuses = new(
        ("open", PrerequisiteStatus.Open), ("started", PrerequisiteStatus.Started), ("done", PrerequisiteStatus.Done));

    public static readonly YamlChoice<LaunchClass> LaunchClasses = new(
        ("launch_critical", LaunchClass.LaunchCritical), ("launch_adjacent", LaunchClass.LaunchAdjacent),
        ("post_launch", LaunchClass.PostLaunch));

    public static readonly YamlChoice<LaunchStatus> LaunchStatuses = new(
        ("open", LaunchStatus.Open), ("closed", LaunchStatus.Closed), ("deferred", LaunchStatus.Deferred));
}
