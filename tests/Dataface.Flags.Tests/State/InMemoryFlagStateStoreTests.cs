using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class InMemoryFlagStateStoreTests : FlagStateStoreContract
{
    private InMemoryFlagStateStore _store = null!;

    protected override StateReach LeastReach => StateReach.Local;

    [SetUp]
    public void MakeStore() => _store = new();

    protected override IFlagStateStore Open() => _store;
}
