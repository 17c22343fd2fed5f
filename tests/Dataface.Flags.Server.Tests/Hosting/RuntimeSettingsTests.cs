using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Hosting;

/// <summary>What the runtime is told for the server's process.</summary>
[TestFixture]
internal sealed class RuntimeSettingsTests
{
    [Test]
    public void Threads_ThatWaitForTheNextReport_SleepAndDoNotSpin()
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Dataface.Flags.Server.runtimeconfig.json");
        var settings = JsonElement.Parse(File.ReadAllBytes(file)).GetProperty("runtimeOptions").GetProperty("configProperties");
        Assert.That(settings.GetProperty("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit").GetInt32(), Is.Zero);
    }
}
