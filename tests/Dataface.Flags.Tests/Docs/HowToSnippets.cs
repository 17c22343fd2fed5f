using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/how-to/workers.md, word for word, compiled and run beside a flags.json.</summary>
[TestFixture, NonParallelizable]
internal sealed class HowToSnippets
{
    private string _before = "";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void EnterFolder()
    {
        _folder = new TemporaryFolder();
        _before = Directory.GetCurrentDirectory();
        File.WriteAllText(_folder["flags.json"], """{ "schema": 1, "flags": {} }""");
        Directory.SetCurrentDirectory(Path.GetDirectoryName(_folder["flags.json"])!);
    }

    [TearDown]
    public void LeaveFolder()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Test]
    public async Task Worker_AsInTheGuide_StartsAfterItsFlags()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Development" });
        builder.Services.AddFeatureFlags(o => o.UseFile("flags.json"));
        builder.Services.AddHostedService<InvoiceWorker>();
        using var host = builder.Build();
        await host.StartAsync();
        Assert.That(host.Services.GetRequiredService<IFlagClient>().Status.IsReady);
        await host.StopAsync();
    }

    public sealed class InvoiceWorker(IFlags flags) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            foreach (var customer in new[] { "customer-1", "customer-2" })
            {
                var context = EvaluationContext.ForUnit("customerId", customer);
                Console.WriteLine(flags.IsEnabled("new-invoice", context) ? "new invoice" : "old invoice");
            }

            return Task.CompletedTask;
        }
    }
}
