using Dataface.Flags.Server.Storage;
using Dataface.Flags.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>When events are aggregated of which none came.</summary>
[TestFixture]
internal sealed class EventRefreshTests
{
    [Test]
    public async Task Refresh_ClockIsSetBack_StillComesEveryTenMinutes()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var clock = new SettableClock(time);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(clock));
        await RunningExperiment.AddAsync(server);
        var store = server.App.Services.GetRequiredService<ServerStorage>().Experiments;
        int Loads() => store.ReadRefreshLogAsync(null, 100, default).Result.Count;
        await time.AdvanceUntilAsync(() => Loads() > 0, TimeSpan.FromSeconds(1));
        clock.Offset = TimeSpan.FromDays(-365);
        var loads = Loads();
        await time.AdvanceUntilAsync(() => Loads() > loads, TimeSpan.FromMinutes(1));
    }
}
