using System.Globalization;
using Dataface.Flags.CrashHost;
using Dataface.Flags.State;

switch (args[0])
{
    case "rollout":
        await Rollout.RunAsync(args[1]);
        return;
    case "data":
        await DataWriters.RunAsync(args[1], args[2]);
        return;
    case "kill":
        await Killing.RunAsync(args[1], args[2]);
        return;
    case "follow":
        await Following.RunAsync(args[1], args[2]);
        return;
    case "full":
        await FullDisk.RunAsync(args[1]);
        return;
}

// Kills one flag after another and says so each time the kill is durable, until somebody kills the process.
var (journal, from) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
using var store = new FileFlagStateStore(journal);
for (var i = from; ; i++)
{
    var change = Changes.Kill($"k{i.ToString(CultureInfo.InvariantCulture)}", new string('x', i % 50));
    var reach = await store.ApplyAsync(change, CancellationToken.None);
    Console.WriteLine($"{reach} {change.Flag}");
}
