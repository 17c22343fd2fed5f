namespace Dataface.Flags.Architecture.Tests;

internal static class PostgresHouse
{
    public static House House { get; } = new House("Dataface.Flags.Postgres")
        .Floor("Connections")
        .Floor("Schema", "Listening")
        .Floor("Database")
        .Floor("State", "Definitions", "Guard")
        .Neighbour("Definitions", "State", "a publication is a record of the trail")
        .Public("Database", "PostgresFlagDatabase")
        .Public("State", "PostgresFlagStateStore")
        .Public("Definitions", "PostgresFlagConfigProvider", "PostgresFlagDefinitionStore")
        .Public("Guard", "PostgresGuardEvidenceStore");
}
