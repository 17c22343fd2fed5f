using Microsoft.Extensions.Options;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/registry.md, word for word, compiled and run.</summary>
[TestFixture]
internal sealed class RegistrySnippets
{
    [Test]
    public async Task UseExposureServer_AsInTheDocumentation_IsTaken()
    {
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.UnitSecret = "a secret of at least thirty-two characters";
            o.AddProvider(new Dataface.Flags.Providers.InMemoryFlagConfigProvider("""{ "schema": 1, "flags": {} }"""));
            o.UseExposureServer("https://flags.example.com", http => http.ApiKeyFile = "/run/secrets/flags-key");
        });
        Assert.That(client.Status.IsReady);
    }

    [TestCase("ftp://flags.example.com")]
    [TestCase("https://me:secret@flags.example.com")]
    [TestCase("flags")]
    public void UseExposureServer_InvalidAddress_IsRefusedWithoutRepeatingIt(string address) =>
        Assert.That(() => new FlagClientOptions().UseExposureServer(address), Throws.ArgumentException.With.Message.Not.Contains("secret"));

    [Test]
    public void UseExposureServer_OptionOutOfItsRange_IsRefused() => Assert.That(
        () => new FlagClientOptions().UseExposureServer("https://flags.example.com", http => http.RequestTimeout = TimeSpan.Zero),
        Throws.InstanceOf<OptionsValidationException>());
}
