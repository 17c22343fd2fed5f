namespace Dataface.Flags.Architecture.Tests;

internal static class ExperimentsPostgresHouse
{
    public static House House { get; } = new House("Dataface.Flags.Experiments.Postgres")
        .Public("", "PostgresExperimentRegistry");
}
