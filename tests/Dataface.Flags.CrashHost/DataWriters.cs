using System.Globalization;
using System.Text;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.CrashHost;

/// <summary>Writes to a data folder from several sides at once, and says what is durable, until somebody kills the process.</summary>
internal static class DataWriters
{
    /// <summary>So little that a run of some hundred changes compacts several times.</summary>
    private const int CompactAbove = 20_000;

    private const int Killers = 6;

    public static async Task RunAsync(string folder, string run)
    {
        using var state = new FileFlagStateStore(
            Path.Combine(folder, "state.jsonl"), new() { CompactAbove = CompactAbove, LockTimeout = TimeSpan.FromSeconds(30) });
        var documents = new FileFlagDefinitionStore(Path.Combine(folder, "documents"), state);
        await Task.WhenAll([PublishAsync(), .. Enumerable.Range(0, Killers).Select(KillAsync)]);

        async Task KillAsync(int killer)
        {
            for (var i = 0; ; i++)
            {
                // Few flags, so that checkpoints stay small; the reason says which kill it was.
                var reason = string.Create(CultureInfo.InvariantCulture, $"{run}-{i}");
                await state.ApplyAsync(Changes.Kill($"k{killer.ToString(CultureInfo.InvariantCulture)}", reason), default);
                Console.WriteLine($"kill k{killer.ToString(CultureInfo.InvariantCulture)} {reason} .");
            }
        }

        async Task PublishAsync()
        {
            for (var i = 0; ; i++)
            {
                var json = Encoding.UTF8.GetBytes($$"""{"schema":1,"flags":{},"$comment":"{{run}} """
                    + $$"""{{i.ToString(CultureInfo.InvariantCulture)}}"}""");
                var document = (await documents.PublishAsync(Changes.Publish(), json, default)).Document;
                Console.WriteLine($"document {document.Revision.Number.ToString(CultureInfo.InvariantCulture)} {document.Revision.Hash} .");
            }
        }
    }
}
