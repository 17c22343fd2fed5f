namespace Dataface.Flags.Architecture.Tests;

internal static class CliHouse
{
    public static House House { get; } = new House("Dataface.Flags.Cli")
        .Floor("Terminal")
        .Floor("Output", "Server")
        .Floor("Options")
        .Floor("Diff")
        .Floor("Commands", "Experiments", "Portfolio", "Import")
        .Inside("Import", inside => inside
            .Floor("Reports", "Deciding") // sentences, and who gets what
            .Floor("Source") // the file of another library
            .Floor("Translating"));
}
