namespace Dataface.Flags.Architecture.Tests;

internal static class ServerHouse
{
    public static House House { get; } = new House("Dataface.Flags.Server")
        .Floor("Settings", "Problems", "Folders", "Networks")
        .Floor("Storage", "Bodies", "Proxies", "Outbound")
        .Floor("Callers")
        .Floor("Keys", "Stores")
        .Floor("Sessions", "Environments")
        .Floor("Access", "Feed")
        .Floor("Usage")
        .Floor("Instances")
        .Floor("Changes", "Definitions", "Guarding", "Experiments", "Health", "Ofrep")
        .Floor("Events", "History", "Export", "Outcomes", "Incidents", "Webhooks")
        .Floor("Board")
        .Floor("Maintenance")
        .Floor("Hosting")
        .Inside("Board", board => board
            .Floor("Rendering")
            .Floor("Plots", "Assets")
            .Floor("Frame")
            .Floor("Login", "Flags", "Instances", "Experiments", "Portfolio", "Definitions", "Now"));
}
