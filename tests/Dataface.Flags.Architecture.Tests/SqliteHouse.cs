namespace Dataface.Flags.Architecture.Tests;

internal static class SqliteHouse
{
    public static House House { get; } = new House("Dataface.Flags.Sqlite")
        .Floor("Connections") // opening, statements, and what errors mean
        .Floor("Schema")
        .Floor("Database") // one file: one that writes, many that read
        .Floor("Experiments", "State", "Settings")
        .Floor("Definitions", "Guard", "Events")
        .Floor("Folder"); // all of a data folder: moving in, backup, check, restore
}
