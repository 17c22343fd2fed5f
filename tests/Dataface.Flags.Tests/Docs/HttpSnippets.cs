namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/http.md, word for word, compiled and run.</summary>
[TestFixture]
internal sealed class HttpSnippets
{
    [Test]
    public async Task UseHttp_AsInTheDocumentation_IsTaken()
    {
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.StartupTimeout = TimeSpan.FromSeconds(6);
            o.UseHttp("https://flags.example.com", http => http.ApiKeyFile = "/run/secrets/flags-key");
            o.CacheFile = "state/last-known-good";
        });
        Assert.That(client.Status.IsReady, Is.False, "there is no such server");
    }
}
