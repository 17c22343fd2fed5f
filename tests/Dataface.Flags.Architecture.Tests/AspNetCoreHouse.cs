namespace Dataface.Flags.Architecture.Tests;

internal static class AspNetCoreHouse
{
    public static House House { get; } = new House("Dataface.Flags.AspNetCore")
        .Floor("Context", "Health");
}
