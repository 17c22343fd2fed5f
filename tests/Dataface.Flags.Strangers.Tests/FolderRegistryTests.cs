using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Tests.Registry;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Strangers.Tests;

[TestFixture]
internal sealed class FolderRegistryTests : ExperimentRegistryContract
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => Directory.CreateDirectory((_folder = new TemporaryFolder())["experiments"]);

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    internal override IExperimentRegistry Open() => new FolderRegistry(_folder["experiments"], new ManualTimeProvider(Now));
}
