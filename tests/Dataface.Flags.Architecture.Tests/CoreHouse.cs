namespace Dataface.Flags.Architecture.Tests;

internal static class CoreHouse
{
    public static House House { get; } = new House("Dataface.Flags")
        .Floor("Files", "Background")
        .Floor("Bucketing", "Documents");
}
