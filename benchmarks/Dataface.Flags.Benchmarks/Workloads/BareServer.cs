using System.Diagnostics;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>The process that <see cref="OfrepServer"/> runs in.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private readonly Process _process;

    private BareServer(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    /// <param name="flags">The flag document that it serves.</param>
    public static async Task<BareServer> StartAsync(string flags)
    {
        var process = Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath!, [OfrepServer.Command, flags])
            { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, (await process.StandardOutput.ReadLineAsync())!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
