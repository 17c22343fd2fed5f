using Dataface.Flags.Server.Ofrep;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>A server process with the endpoints of OFREP beside an empty one. Runs until its input ends.</summary>
internal static class OfrepServer
{
    public const string Command = "ofrep-server";

    public const string EmptyPath = "/empty";

    /// <summary>Tells how many bytes the process has allocated.</summary>
    public const string AllocatedPath = "/allocated";

    public static async Task RunAsync(string flags)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.UseFile(flags);
        });
        app.MapGet(EmptyPath, () => { });
        app.MapPost(EmptyPath, () => { });
        app.MapGet(AllocatedPath, () => GC.GetTotalAllocatedBytes().ToString(System.Globalization.CultureInfo.InvariantCulture));
        app.MapOfrep(_ => client);
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
    }
}
