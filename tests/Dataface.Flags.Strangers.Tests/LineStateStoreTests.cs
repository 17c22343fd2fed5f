using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;

namespace Dataface.Flags.Strangers.Tests;

[TestFixture]
internal sealed class LineStateStoreTests : FlagStateStoreContract
{
    private TemporaryFolder _folder = null!;

    protected override StateReach LeastReach => StateReach.Durable;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    protected override IFlagStateStore Open() => new LineStateStore(_folder["state.jsonl"]);

    [Test]
    public async Task Client_OverTheStore_KillsForEveryInstance()
    {
        await using var here = await StartAsync();
        await using var there = await StartAsync();
        Assert.That(here.IsEnabled("f", EvaluationContext.Empty), Is.True);
        var result = await there.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(result.Reach, Is.EqualTo(StateReach.Durable));
        await Eventually.HoldsAsync(() => !here.IsEnabled("f", EvaluationContext.Empty), "the kill has come");
    }

    private Task<FlagClient> StartAsync() => FlagClient.StartAsync(options =>
    {
        var provider = new DictionaryProvider();
        provider.Set(DictionaryProviderTests.Sections("on"));
        options.Environment = "staging";
        options.AddProvider(provider);
        options.UseStateStore(Open());
    });
}
