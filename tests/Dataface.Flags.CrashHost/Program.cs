using System.Globalization;
using Dataface.Flags.CrashHost;
using Dataface.Flags.State;

if (args[0] == "rollout")
{
    await Rollout.RunAsync(args[1]);
    return;
}

// Kills one flag after another and says so each time the kill is durable, until somebody kills the process.
var (journal, from) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture));
using var store = new FileFlagStateStore(journal);
for (var i = from; ; i++)
{
    var change = new StateChange
    {
        Action = StateAction.Kill,
        Environment = "production",
        Flag = $"k{i.ToString(CultureInfo.InvariantCulture)}",
        By = "crash host",
        From = "test",
        Reason = new string('x', i % 50),
        At = DateTimeOffset.UtcNow,
    };
    var reach = await store.ApplyAsync(change, CancellationToken.None);
    Console.WriteLine($"{reach} {change.Flag}");
}
