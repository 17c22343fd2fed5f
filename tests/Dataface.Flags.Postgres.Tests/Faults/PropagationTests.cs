using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.State;

namespace Dataface.Flags.Postgres.Tests.Faults;

/// <summary>
/// How soon a kill that one instance has been confirmed is known in another. DATAFACE_FLAGS_KILLS says how many are measured; 40 when it
/// says nothing.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class PropagationTests : DatabaseFixture
{
    private static readonly int Kills =
        int.Parse(Environment.GetEnvironmentVariable("DATAFACE_FLAGS_KILLS") ?? "40", CultureInfo.InvariantCulture);

    [Test]
    public async Task Apply_InOneInstance_IsKnownInAnotherWellBeforeThePoll()
    {
        var (here, there) = (new PostgresFlagStateStore(Database.Open()), new PostgresFlagStateStore(Database.Open()));
        var told = Channel.CreateUnbounded<bool>();
        using var subscription = there.OnChange(_ => told.Writer.TryWrite(true));
        await told.Reader.ReadAsync();
        var times = new List<double>();
        for (var i = 0; i < Kills; i++)
        {
            await here.ApplyAsync(Publication.Change(StateAction.Kill) with { Environment = "production", Flag = $"f{i}" }, default);
            var returned = Stopwatch.GetTimestamp();
            do await told.Reader.ReadAsync();
            while (!(await there.LoadAsync("production", default)).Kills.ContainsKey($"f{i}"));
            times.Add(Stopwatch.GetElapsedTime(returned).TotalMilliseconds);
        }

        times.Sort();
        await TestContext.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture,
                $"{Kills} kills: p50 {times[Kills / 2]:0.00} ms, p99 {times[Kills * 99 / 100]:0.00} ms"));
        Assert.That(times[Kills / 2], Is.LessThan(2_500), "half the poll's interval");
    }
}
