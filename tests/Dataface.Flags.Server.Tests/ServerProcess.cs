using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Tests;

/// <summary>The server as a process of its own, to be killed or stopped.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Match greeting, string? firstSecret)
    {
        (_process, FirstSecret) = (process, firstSecret);
        (Address, Storage) =
            (new Uri(greeting.Groups[1].Value.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)), greeting.Groups[2].Value);
    }

    public Uri Address { get; }

    /// <summary>Where it keeps everything, in its own words.</summary>
    public string Storage { get; }

    /// <summary>The first key's secret, when this start has made it.</summary>
    public string? FirstSecret { get; }

    public static Task<ServerProcess> StartAsync(params string[] args) => StartAsync([], args);

    /// <summary>Starts it with variables in its environment.</summary>
    public static Task<ServerProcess> StartAsync(IEnumerable<(string Name, string Value)> environment, params string[] args) =>
        StartAsync(["dotnet"], environment, args);

    /// <summary>
    /// Starts it where no file may grow beyond a size, as on a disk that is full; without what .NET itself keeps in files.
    /// </summary>
    public static Task<ServerProcess> StartLimitedAsync(int kibibytes, params string[] args) =>
        StartAsync(["bash", "-c", $"trap '' XFSZ; ulimit -f {kibibytes}; exec dotnet \"$@\"", "bash"],
            [("DOTNET_EnableDiagnostics", "0"), ("DOTNET_EnableWriteXorExecute", "0")], args);

    private static async Task<ServerProcess> StartAsync(string[] command, IEnumerable<(string Name, string Value)> environment,
        string[] args)
    {
        var server = Path.Combine(TestContext.CurrentContext.TestDirectory, "Dataface.Flags.Server.dll");
        string[] urls = args.Contains("--urls") ? [] : ["--urls", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(command[0], [.. command[1..], server, .. urls, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var output = new List<string>();
        Match? greeting = null;
        while (greeting is null)
        {
            var line = await process.StandardOutput.ReadLineAsync()
                ?? throw new InvalidOperationException(string.Join('\n', output) + await process.StandardError.ReadToEndAsync());
            output.Add(line);
            if (Greeting().Match(line) is { Success: true } found) greeting = found;
        }

        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        var key = output.Find(line => line.StartsWith("First admin key", StringComparison.Ordinal));
        return new(process, greeting, key?.Split(": ")[1]);
    }

    public HttpClient Client(string secret, HttpMessageHandler? handler = null)
    {
        var client = new HttpClient(handler ?? new HttpClientHandler()) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    /// <summary>As <c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>As <c>kill</c>; gives the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start(
            "kill", [_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"listens on (\S+); (.+)\.$")]
    private static partial Regex Greeting();
}
