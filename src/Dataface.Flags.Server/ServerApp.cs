namespace Dataface.Flags.Server;

/// <summary>Puts the server together and runs it.</summary>
internal static class ServerApp
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        await using var app = builder.Build();
        await app.RunAsync();
        return 0;
    }
}
