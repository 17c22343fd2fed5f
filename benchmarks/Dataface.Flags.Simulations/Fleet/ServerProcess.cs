using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>The flag server as a process of its own, without rate limits, with one key that may do everything.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    /// <summary>The same for all servers of a run, as replicas have it.</summary>
    private static readonly string Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static readonly string[] Scopes = ["read", "evaluate", "operate", "admin", "report"];
    private static readonly string[] Limits = ["Read", "Evaluate", "Change", "Report"];

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private ServerProcess(Process process, DirectoryInfo folder, Uri address)
    {
        (_process, _folder, Address) = (process, folder, address);
        Client = new HttpClient { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Secret);
    }

    public Uri Address { get; }

    /// <summary>What the key's owner sends.</summary>
    public static string Secret => Key;

    /// <summary>How many services have a key of their own: no more instances of one key are kept than of a service.</summary>
    public const int Services = 4;

    /// <summary>What the key of a service is, from 1.</summary>
    public static string SecretOf(int service) => $"{Key}-{service}";

    /// <summary>A client with the key.</summary>
    public HttpClient Client { get; }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The server as users start it.</summary>
    public static Task<ServerProcess> StartAsync(params string[] args) => StartProgramAsync("Dataface.Flags.Server.dll", args);

    /// <summary>A program beside this one that takes the server's options and greets as it does.</summary>
    public static async Task<ServerProcess> StartProgramAsync(string program, params string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("flag-server-");
        string[] data = args.Contains("--data") ? [] : ["--data", folder.FullName];
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. args, "--urls", "http://127.0.0.1:0", .. data])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Not on the command line, which everybody on the machine can read.
        start.Environment["Server__Keys__0__Name"] = "measurement";
        start.Environment["Server__Keys__0__Secret"] = Key;
        foreach (var (number, scope) in Scopes.Index()) start.Environment[$"Server__Keys__0__Scopes__{number}"] = scope;
        for (var service = 1; service <= Services; service++)
        {
            start.Environment[$"Server__Keys__{service}__Name"] = $"service-{service}";
            start.Environment[$"Server__Keys__{service}__Secret"] = SecretOf(service);
            start.Environment[$"Server__Keys__{service}__Scopes__0"] = "read";
        }

        foreach (var kind in Limits) start.Environment[$"Server__RateLimit__{kind}"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        var process = Process.Start(start)!;

        // A measurement that is ended leaves no server behind.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(process);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Greeting().Match(line) is { Success: true } greeting) return new(process, folder, new Uri(greeting.Groups[1].Value));
        }

        throw new InvalidOperationException("The server ended before it listened; what it wrote stands above.");
    }

    /// <summary>Sends a line and gives the next one that comes back.</summary>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.StandardInput.Close();
        using (var kill = Process.Start("kill", [_process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    [GeneratedRegex(@"listens on ([^\s,;]+)")]
    private static partial Regex Greeting();
}
