using Dataface.Flags.Server.Stores;

namespace Dataface.Flags.Postgres.Tests.Settings;

[TestFixture]
internal sealed class PostgresSettingStoreTests : DatabaseFixture
{
    [Test]
    public async Task Write_WithTheVersionThatWasRead_ChangesItAndOthersAreNotified()
    {
        var (here, there) = (new PostgresSettingStore(Database.Open()), new PostgresSettingStore(Database.Open()));
        var told = new TaskCompletionSource();
        using var subscription = there.OnChange("keys", () =>
        {
            if (there.ReadAsync("keys", default).Result is { Version: 2 }) told.TrySetResult();
        });
        Assert.That(await here.ReadAsync("keys", default), Is.Null);
        Assert.That(await here.WriteAsync("keys", [1], 0, default));
        Assert.That(await here.WriteAsync("keys", [2, 3], 1, default));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That((await there.ReadAsync("keys", default))!.Value.Value, Is.EqualTo(new byte[] { 2, 3 }));
    }

    [Test]
    public async Task Write_ManyAtOnceFromTheSameVersion_OneWins([Values(0, 1)] long version)
    {
        var store = new PostgresSettingStore(Database.Open());
        if (version == 1) await store.WriteAsync("keys", [0], 0, default);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => Task.Run(() => store.WriteAsync("keys", [(byte)i], version, default))));
        Assert.That(answers.Count(won => won), Is.EqualTo(1));
        Assert.That((await store.ReadAsync("keys", default))!.Value.Version, Is.EqualTo(version + 1));
    }
}
