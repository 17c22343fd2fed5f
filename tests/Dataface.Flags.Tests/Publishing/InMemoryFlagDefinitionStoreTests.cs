using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Publishing;

[TestFixture]
internal sealed class InMemoryFlagDefinitionStoreTests : FlagDefinitionStoreContract
{
    private InMemoryFlagStateStore _state = null!;
    private InMemoryFlagDefinitionStore _store = null!;

    protected override StateReach LeastReach => StateReach.Local;

    [SetUp]
    public void Make() => _store = new(_state = new InMemoryFlagStateStore());

    protected override (IFlagDefinitionStore Definitions, IFlagStateStore State) Open() => (_store, _state);
}
