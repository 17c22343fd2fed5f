using System.Runtime.InteropServices;
using Dataface.Flags.State;

namespace Dataface.Flags.CrashHost;

/// <summary>
/// Kills one flag after another until the file may grow no further, and once more when it may again. The kernel refuses the write in its
/// middle.
/// </summary>
internal static partial class FullDisk
{
    private const int FileSize = 1;
    private const int FileSizeSignal = 25;
    private const nint Ignore = 1;
    private const ulong Room = 5_000;

    public static async Task RunAsync(string journal)
    {
        using var store = new FileFlagStateStore(journal);
        _ = Signal(FileSizeSignal, Ignore);
        Limit(Room);
        var flag = 0;
        try
        {
            for (; ; flag++)
            {
                await store.ApplyAsync(Changes.Kill($"k{flag}", "errors"), default);
                Console.WriteLine($"durable k{flag}");
            }
        }
        catch (IOException error)
        {
            Console.WriteLine($"refused k{flag} {(await File.ReadAllBytesAsync(journal))[^1]} {error.Message}");
        }

        var killed = (await store.LoadAsync("production", default)).Kills;
        Console.WriteLine($"killed {killed.Count}");
        Limit(ulong.MaxValue);
        await store.ApplyAsync(Changes.Kill($"k{flag}", "errors"), default);
        Console.WriteLine($"durable k{flag}");
    }

    private static void Limit(ulong bytes)
    {
        ulong[] limits = [bytes, ulong.MaxValue];
        if (SetLimit(FileSize, limits) != 0) throw new InvalidOperationException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, ulong[] limits);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);
}
