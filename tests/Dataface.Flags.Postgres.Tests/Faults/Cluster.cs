using System.Diagnostics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Postgres.Tests.Faults;

/// <summary>A PostgreSQL server of a test's own, to be crashed.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dataface-flags-cluster-").FullName;

    /// <summary>The server's connection string, once it has started.</summary>
    public string Server { get; private set; } = "";

    /// <summary>Starts it, or starts it again after a crash: then it recovers first.</summary>
    public async Task StartAsync()
    {
        var (code, output) = await RunAsync("start", _folder);
        if (code == 3) Assert.Ignore("Needs PostgreSQL's programs postgres, initdb and pg_ctl, which are not installed.");
        Assert.That(code, Is.Zero, output);
        Server = output.Trim();
    }

    /// <summary>Kills the server and all its processes with SIGKILL.</summary>
    public async Task CrashAsync()
    {
        var (code, output) = await RunAsync("crash", _folder);
        Assert.That(code, Is.Zero, output);
    }

    /// <summary>The folder of the server's own programs, such as pg_dump.</summary>
    public static async Task<string> ProgramsAsync() => (await RunAsync("programs")).Output.Trim();

    public async ValueTask DisposeAsync() => await RunAsync("stop", _folder);

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [TestFile.Path("postgres.sh"), .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
