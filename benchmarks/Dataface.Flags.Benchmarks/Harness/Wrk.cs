using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Load by wrk, a Debian package.</summary>
internal static partial class Wrk
{
    /// <summary>Writes what each request is like.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">The script's name.</param>
    /// <param name="body">What is posted; null for GET.</param>
    /// <param name="headers">What it carries.</param>
    public static async Task<string> ScriptAsync(
        DirectoryInfo folder, string name, string? body, params (string Name, string Value)[] headers)
    {
        var script = new StringBuilder();
        if (body is not null)
            script.Append(CultureInfo.InvariantCulture,
                $"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{body}'\n");
        foreach (var (header, value) in headers) script.Append(CultureInfo.InvariantCulture, $"wrk.headers['{header}'] = '{value}'\n");
        var path = Path.Combine(folder.FullName, name + ".lua");
        await File.WriteAllTextAsync(path, script.ToString());
        return path;
    }

    public static async Task<(double PerSecond, long Requests)> RunAsync(string url, string? script, int seconds, int connections = 32)
    {
        string[] with = script is null ? [] : ["-s", script];
        using var wrk = Process.Start(
            new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", .. with, url]) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(output);
        return (double.Parse(PerSecond().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            long.Parse(Requests().Match(output).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"Requests/sec: +([\d.]+)")]
    private static partial Regex PerSecond();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();
}
