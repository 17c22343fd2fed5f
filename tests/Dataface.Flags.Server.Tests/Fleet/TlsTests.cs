using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Tests.Fleet;

/// <summary>TLS as docs/server.md sets it up: the names of the variables and the address are taken from the page.</summary>
[TestFixture]
internal sealed partial class TlsTests
{
    private const int Streaming = 8000;

    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test]
    public async Task Client_ThatTrustsTheCertificate_ReadsFlagsAndTheStream([Values] bool isPem)
    {
        using var folder = new TemporaryFolder();
        using var certificate = SelfSigned();
        var everywhere = Documented().Match(Page).Groups[1].Value + "0";
        await using var server =
            await ServerProcess.StartAsync(Variables(folder, certificate, isPem), "--data", folder["data"], "--urls", everywhere);
        Assert.That(server.Address.Scheme, Is.EqualTo("https"));
        using var handler = new SocketsHttpHandler { SslOptions = Trusting(certificate) };
        using var log = new LogRecorder();
        await using var client = await FlagClient.StartAsync(
            o =>
            {
                o.Environment = "production";
                o.UseHttp(server.Address, http => (http.ApiKey, http.HttpMessageHandler) = (server.FirstSecret, handler));
            },
            log);
        using var admin = server.Client(server.FirstSecret!, handler);
        using (var published =
            await Publishing.SendAsync(admin, TestDocument.Of("checkout"))) Assert.That(published.IsSuccessStatusCode, Is.True);
        await Eventually.HoldsAsync(() => client.IsEnabled("checkout", Somebody), "the document has come");
        Assert.That(log.Count(Streaming), Is.GreaterThan(0), "over a stream");
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "checkout", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(Dataface.Flags.State.StateReach.Fleet));
    }

    [Test]
    public async Task Client_ThatDoesNotTrustTheCertificate_ReadsNothing()
    {
        using var folder = new TemporaryFolder();
        using var certificate = SelfSigned();
        var variables = Variables(folder, certificate, isPem: true);
        await using var server = await ServerProcess.StartAsync(variables, "--data", folder["data"], "--urls", "https://127.0.0.1:0");
        using var log = new LogRecorder();
        await using var client = await FlagClient.StartAsync(
            o =>
            {
                o.Environment = "production";
                o.UseHttp(server.Address, http => http.ApiKey = server.FirstSecret);
            },
            log);
        Assert.That(client.Status.IsReady, Is.False);
        await Eventually.HoldsAsync(() => log.Events.Any(e => e.Text.Contains("SSL", StringComparison.Ordinal)), "the log says why");
    }

    private static string Page => File.ReadAllText(TestFile.Path("docs", "server.md"));

    private static IEnumerable<(string, string)> Variables(TemporaryFolder folder, X509Certificate2 certificate, bool isPem)
    {
        var names = Names().Matches(Page).Select(m => m.Value).Distinct().ToDictionary(name => name.Split("__")[^1]);
        var path = folder["certificate"];
        if (isPem)
        {
            File.WriteAllText(path, certificate.ExportCertificatePem());
            File.WriteAllText(folder["key"], certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            return [(names["Path"], path), (names["KeyPath"], folder["key"])];
        }

        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, "a password"));
        return [(names["Path"], path), (names["Password"], "a password")];
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=flags.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 certificate) => new()
    {
        CertificateChainPolicy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { certificate },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };

    [GeneratedRegex("ASPNETCORE_Kestrel__[A-Za-z_]+")]
    private static partial Regex Names();

    [GeneratedRegex("--urls \"?(https://\\*:)8443")]
    private static partial Regex Documented();
}
