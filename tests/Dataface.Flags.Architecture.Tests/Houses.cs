namespace Dataface.Flags.Architecture.Tests;

/// <summary>The projects, each with the list of its floors.</summary>
internal static class Houses
{
    public static IEnumerable<House> All { get; } =
    [
        CoreHouse.House, AspNetCoreHouse.House, PostgresHouse.House, ExperimentsHouse.House, ExperimentsPostgresHouse.House,
        TestingHouse.House, TestingHouse.NUnit, SqliteHouse.House, ServerHouse.House, CliHouse.House, CleaningHouses.Analyzers,
        CleaningHouses.Engine, CleaningHouses.Tool,
    ];

    /// <summary>The name of the assembly that a project makes.</summary>
    public static string AssemblyOf(House house) => house.Name switch
    {
        "Dataface.Flags.Cli" => "dataface-flags",
        "Dataface.Flags.Cleaner" => "dataface-flags-clean",
        var name => name,
    };
}
