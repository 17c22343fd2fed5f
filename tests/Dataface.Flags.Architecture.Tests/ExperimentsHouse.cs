namespace Dataface.Flags.Architecture.Tests;

internal static class ExperimentsHouse
{
    public static House House { get; } = new House("Dataface.Flags.Experiments")
        .Floor("Statistics", "Yaml")
        .Floor(House.Own)
        .Floor("Documents")
        .Floor("Assignment", "Design")
        .Floor("Policy")
        .Floor("Lifecycle", "Readouts")
        .Floor("Events", "Registry", "Portfolio", "Summaries")
        .Inside("Documents", house => house.Floor(House.Own).Floor("Reading").Floor("Writing"))
        .Inside("Readouts", house => house.Floor(House.Own).Floor("Files", "Gates").Floor("Deciding"))
        .Inside("Portfolio", house => house
            .Floor(House.Own)
            .Floor("Beliefs")
            .Floor("Documents")
            .Floor("Reading", "Ranking")
            .Floor("Mapping", "Launch")
            .Floor("Drawing")
            .Floor("Reporting"))
        .Public("Policy", "ExperimentDocuments", "ExperimentDocumentsResult", "ExperimentSource", "FoundUses")
        .Public("Lifecycle", "ExperimentLifecycle")
        .Public("Readouts/Deciding", "ExperimentDecision", "ExperimentReport")
        .Public("Readouts/Files", "ExperimentDataFile", "ExperimentDataResult");
}
