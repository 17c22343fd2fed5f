using System.Diagnostics;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>
/// The main job, live: a rollout, a kill, a restore, an edit, a refused edit, a feature that is liked, an expiry, two rollouts that abort
/// themselves, and an outage that is not a feature's fault, each seen through the eyes of 2,000 shoppers who come over HTTP. Answers 0
/// when every step did what it says.
/// </summary>
internal static class Demo
{
    /// <summary>The demo begins this long before the headline test expires.</summary>
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromSeconds(25);

    private static readonly DateTimeOffset HeadlineExpires = new(2027, 2, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("storefront-demo-");
        try
        {
            return await RunAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        var file = Path.Combine(folder, "flags.json");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "flags.json"), file);
        await using var app = Build(file, folder);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var (flags, traffic) = (app.Services.GetRequiredService<IFlagClient>(), new Traffic(http));
        Console.WriteLine($"The shop serves at {http.BaseAddress}; its clock stands shortly before midnight, 31 January 2027.");

        if (flags.Status.Providers[0].Problem is { } problem) return Refuse(problem);
        if (!DemoScript.CanEdit(file)) return Refuse("the flag checkout-v2 has no rollout in production, which the demonstration edits");

        var guard = new GuardScript(flags, traffic, app.Services.GetRequiredService<Faults>());
        var failures = await new DemoScript(flags, traffic, file).RunAsync(untilMidnight: guard.LikeAsync) + await guard.RunAsync();
        await app.StopAsync();
        Console.WriteLine();
        Console.WriteLine(failures == 0
            ? $"Every step did what it says, in {watch.Elapsed.TotalSeconds:0} s."
            : $"{failures} steps did not do what they say.");
        return failures == 0 ? 0 : 1;
    }

    private static int Refuse(string problem)
    {
        Console.WriteLine($"The demonstration needs samples/Storefront/flags.json as it came: {problem}");
        Console.WriteLine("Bring it back with: git checkout samples/Storefront/flags.json");
        return 1;
    }

    private static WebApplication Build(string file, string folder)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.None).AddFilter("Dataface", LogLevel.Warning);
        builder.Services.AddFeatureFlags(options =>
        {
            options.TimeProvider = new DemoClock(HeadlineExpires - BeforeExpiry);
            options.UseFile(file);
            options.UseStateFile(Path.Combine(folder, "kills.jsonl"));
            options.UseGuardFile(Path.Combine(folder, "evidence.jsonl"));
            foreach (var key in ShopFlags.Keys) options.DeclaredKeys.Add(key);
        });
        builder.Services.AddShop();
        var app = builder.Build();
        app.MapShop();
        return app;
    }
}
