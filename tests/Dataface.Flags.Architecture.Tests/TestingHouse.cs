namespace Dataface.Flags.Architecture.Tests;

internal static class TestingHouse
{
    public static House NUnit { get; } = new House("Dataface.Flags.Testing.NUnit").Floor(House.Own)
        .Public("", "FlagOnAndOffAttribute", "ForceFlagAttribute");

    public static House House { get; } = new House("Dataface.Flags.Testing")
        .Floor("Forcing")
        .Floor(House.Own)
        .Floor("DependencyInjection")
        .Public("DependencyInjection", "TestFlagServiceCollectionExtensions");
}
