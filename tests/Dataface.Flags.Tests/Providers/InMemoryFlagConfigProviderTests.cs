using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Providers;

[TestFixture]
internal sealed class InMemoryFlagConfigProviderTests : FlagConfigProviderContract
{
    private InMemoryFlagConfigProvider _provider = null!;

    protected override IFlagConfigProvider Open(string json) => _provider = new InMemoryFlagConfigProvider(json);

    protected override void Change(string json) => _provider.Update(json);
}
