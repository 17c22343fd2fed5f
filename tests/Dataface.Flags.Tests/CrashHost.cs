using System.Diagnostics;

namespace Dataface.Flags.Tests;

/// <summary>A process of its own, to be killed.</summary>
internal static class CrashHost
{
    public static Process Start(params string[] args)
    {
        var host = Path.Combine(Path.GetDirectoryName(typeof(CrashHost).Assembly.Location)!, "crash-host", "Dataface.Flags.CrashHost.dll");
        var dotnet = Environment.ProcessPath is { } path && path.EndsWith("dotnet", StringComparison.Ordinal) ? path : "dotnet";
        return Process.Start(new ProcessStartInfo(dotnet, [host, .. args]) { RedirectStandardOutput = true })!;
    }
}
