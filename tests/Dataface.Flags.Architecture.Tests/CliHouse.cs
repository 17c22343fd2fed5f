namespace Dataface.Flags.Architecture.Tests;

internal static class CliHouse
{
    public static House House { get; } = new House("Dataface.Flags.Cli")
        .Floor("Terminal")
        .Floor("Output", "Server")
        .Floor("Options")
        .Floor("Diff")
        .Floor("Commands", "Experiments", "Portfolio");
}
