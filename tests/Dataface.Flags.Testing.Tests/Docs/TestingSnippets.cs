using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.Testing.Tests.Docs;

/// <summary>The code of docs/testing.md and of the packages' READMEs, word for word, compiled and run.</summary>
[TestFixture, NonParallelizable]
internal sealed class TestingSnippets
{
    private string _before = "";
    private DirectoryInfo _folder = null!;
    private TestFlags _flags = null!;
    private Shop _shop = null!;

    [SetUp]
    public void EnterFolder()
    {
        _folder = Directory.CreateTempSubdirectory("dataface-flags-");
        _before = Directory.GetCurrentDirectory();
        var json = Regex.Match(File.ReadAllText(TestFile.Path("README.md")), "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        File.WriteAllText(Path.Combine(_folder.FullName, "flags.json"), json);
        Directory.SetCurrentDirectory(_folder.FullName);
        _flags = new TestFlags();
        _shop = new Shop(_flags);
    }

    [TearDown]
    public void LeaveFolder()
    {
        _flags.Dispose();
        Directory.SetCurrentDirectory(_before);
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Force_AsInTheDocumentation_IsSeen()
    {
        await using var flags = new TestFlags();
        using var _ = flags.Force("checkout-v2", true);
        Assert.That(new Shop(flags).Page, Is.EqualTo("one page"));
    }

    [Test]
    public async Task Clock_AsInTheDocumentation_ExpiresTheFlag()
    {
        var clock = new ManualTimeProvider();
        await using var flags = await TestFlags.StartAsync(o =>
        {
            o.Environment = "production";
            o.TimeProvider = clock;
            o.UseFile("flags.json");
        });
        Assert.That(flags.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.NoUnit));
        clock.JumpTo(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.That(flags.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.Expired));
    }

    [Test]
    public async Task Service_AsInTheDocumentation_SeesWhatIsForcedEverywhere()
    {
        var builder = Host.CreateApplicationBuilder();
        var flags = builder.Services.AddTestFeatureFlags();
        using var forced = flags.Force("checkout-v2", true, ForceScope.Everywhere);
        using var host = builder.Build();
        await host.StartAsync();
        Assert.That(new Shop(host.Services.GetRequiredService<IFlags>()).Page, Is.EqualTo("one page"));
        await host.StopAsync();
    }

    [FlagOnAndOff("checkout-v2")]
    public void Page_EitherWay_HasAButton(bool isOn)
    {
        using var flags = new TestFlags();
        Assert.That(new Shop(flags).Page, Is.EqualTo(isOn ? "one page" : "three pages"));
    }

    [Test, ForceFlag("checkout-v2", true)]
    public void Page_WithTheFlag_IsOne() => Assert.That(_shop.Page, Is.EqualTo("one page"));

    private sealed class Shop(IFlags flags)
    {
        public string Page => flags.IsEnabled("checkout-v2") ? "one page" : "three pages";
    }
}
