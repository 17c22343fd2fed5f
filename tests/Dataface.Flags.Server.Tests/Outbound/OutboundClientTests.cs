using System.Net;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Tests.Outbound;

/// <summary>Where the server goes when a document tells it to.</summary>
[TestFixture]
internal sealed class OutboundClientTests
{
    private Bait _bait = null!;

    [SetUp]
    public void Start() => _bait = new Bait();

    [TearDown]
    public async Task StopAsync() => await _bait.DisposeAsync();

    [TestCase("http://127.0.0.1:{0}/", "loopback")]
    [TestCase("http://localhost:{0}/", "loopback")]
    [TestCase("http://LOCALHOST:{0}/", "loopback")]
    [TestCase("http://2130706433:{0}/", "loopback")]
    [TestCase("http://0x7f.1:{0}/", "loopback")]
    [TestCase("http://[::1]:{0}/", "loopback")]
    [TestCase("http://[::ffff:127.0.0.1]:{0}/", "loopback")]
    [TestCase("http://[::ffff:7f00:1]:{0}/", "loopback")]
    [TestCase("http://0.0.0.0:{0}/", "reserved")]
    [TestCase("http://[::]:{0}/", "reserved")]
    public async Task Call_NonPublicAddress_IsRefusedBeforeConnecting(string address, string kind)
    {
        using var outbound = Make();
        var url = new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _bait.Port));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => outbound.Http.GetAsync(url));
        Assert.That(error!.Message, Does.Contain($"leads to a {kind} address").And.Contain("OutboundNetworks"));
        await _bait.StopAsync();
        Assert.That(_bait.Connections, Is.Zero);
    }

    [TestCase("127.0.0.0/8", "http://127.0.0.1:{0}/")]
    [TestCase("127.0.0.1", "http://localhost:{0}/")]
    [TestCase("127.0.0.1", "http://[::ffff:127.0.0.1]:{0}/")]
    public async Task Call_ListedAddress_IsMade(string listed, string address)
    {
        using var outbound = Make(listed);
        var url = new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _bait.Port));
        using var answer = await outbound.Http.GetAsync(url);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("127.0.0.1", "10.0.0.1", "private")]
    [TestCase("127.0.0.1", "64:ff9b::7f00:2", "loopback")]
    [TestCase("127.0.0.1", "169.254.169.254", "metadata")]
    [TestCase("169.254.0.0/16", "169.254.169.254", "metadata")]
    [TestCase("169.254.0.0/16", "::ffff:169.254.169.254", "metadata")]
    [TestCase("169.254.0.0/16", "169.254.1.1", null)]
    [TestCase("169.254.169.254", "169.254.169.254", null)]
    [TestCase("fd00::/8", "fd00:ec2::254", "metadata")]
    [TestCase("64:ff9b::/96", "64:ff9b::a00:1", null)]
    [TestCase("10.0.0.0/8", "64:ff9b::a00:1", null)]
    [TestCase("10.0.0.0/8", "192.168.0.1", "private")]
    public void Address_NotListed_IsRefused(string listed, string address, string? kind)
    {
        using var outbound = Make(listed);
        Assert.That(outbound.WhyNot(IPAddress.Parse(address)), Is.EqualTo(kind));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task Redirect_ToAnywhere_IsAnAnswerAndNotFollowed(int status)
    {
        var elsewhere = $"Location: http://127.0.0.1:{_bait.Port}/secret";
        _bait.Answer = $"HTTP/1.1 {status} Elsewhere\r\n{elsewhere}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        using var outbound = Make("127.0.0.1");
        using var answer = await outbound.Http.GetAsync(new Uri($"http://127.0.0.1:{_bait.Port}/"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(status));
        await _bait.StopAsync();
        Assert.That(_bait.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task Answer_ThatIsTooLarge_IsNotReadToItsEnd()
    {
        var body = new string('x', OutboundClient.MostBytes + 1);
        _bait.Answer = $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        using var outbound = Make("127.0.0.1");
        await Assert.ThrowsAsync<HttpRequestException>(() => outbound.Http.GetAsync(new Uri($"http://127.0.0.1:{_bait.Port}/")));
        _bait.Answer = $"HTTP/1.1 200 OK\r\nX-Long: {body}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        await Assert.ThrowsAsync<HttpRequestException>(() => outbound.Http.GetAsync(new Uri($"http://127.0.0.1:{_bait.Port}/")));
    }

    [Test]
    public void Client_HasItsBounds()
    {
        using var outbound = Make();
        Assert.That(outbound.Http.Timeout, Is.EqualTo(OutboundClient.Patience));
        Assert.That(outbound.Http.MaxResponseContentBufferSize, Is.EqualTo(OutboundClient.MostBytes));
    }

    [Test]
    public async Task Launch_WhoseHealthAddressIsLocal_SaysThatItIsNotCalled()
    {
        await using var server = await TestServer.StartAsync(null, "--portfolio", TestFile.Path("portfolio", "portfolio"));
        using var visitor = await Board.BoardVisitor.SignInAsync(server, server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/portfolio/launch"), Does.Contain("leads to a loopback address"));
    }

    private static OutboundClient Make(params string[] listed)
    {
        var settings = new ServerSettings();
        foreach (var range in listed) settings.OutboundNetworks.Add(range);
        return new(Options.Create(settings));
    }
}
