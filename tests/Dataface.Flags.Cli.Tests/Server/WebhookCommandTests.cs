using Dataface.Flags.Cli.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Cli.Tests.Server;

/// <summary><c>webhooks</c>, against a real server and a real receiver.</summary>
[TestFixture]
internal sealed class WebhookCommandTests
{
    private RunningServer _server = null!;
    private WebApplication _receiver = null!;
    private int _status;

    [SetUp]
    public async Task StartAsync()
    {
        _status = StatusCodes.Status200OK;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _receiver = builder.Build();
        _receiver.Run(http =>
        {
            http.Response.StatusCode = _status;
            return Task.CompletedTask;
        });
        await _receiver.StartAsync();
        _server = await RunningServer.StartAsync(server =>
        {
            server.Configuration["Server:OutboundNetworks:0"] = "127.0.0.1";
            server.Configuration["Server:WebhookHosts:0"] = "127.0.0.1";
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Test]
    public async Task Webhooks_MakeTestListRevoke_DoWhatTheySay()
    {
        var address = _receiver.Urls.Single() + "/flags";
        var (code, secret, error) = await _server.RunAsync("webhooks", "make", "on-call", "--to", address, "--events", "flag.*,key.made");
        Assert.That((code, secret.StartsWith("whsec_", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Ok, true)), error);
        Assert.That(error, Does.Contain("shown this once"));
        Assert.That((await _server.RunAsync("webhooks", "test", "on-call")).Output, Does.Match("^Taken after [0-9]+ ms.\n$"));
        var listed = (await _server.JsonAsync("webhooks", "list")).GetProperty("webhooks").EnumerateArray().Single();
        Assert.That(listed.GetProperty("address").GetString(), Is.EqualTo(address));
        Assert.That(listed.GetProperty("events").EnumerateArray().Select(e => e.GetString()), Is.EqualTo(new[] { "flag.*", "key.made" }));
        Assert.That(listed.GetRawText(), Does.Not.Contain(secret.Trim()));
        Assert.That((await _server.RunAsync("webhooks", "list")).Output, Does.Contain("on-call"));
        Assert.That((await _server.RunAsync("webhooks", "revoke", "on-call")).Output, Is.EqualTo("The webhook 'on-call' is revoked.\n"));
        Assert.That((await _server.RunAsync("webhooks", "revoke", "on-call")).Code, Is.EqualTo(ExitCode.Refused));
    }

    [Test]
    public async Task Test_NotAccepted_SaysWhyWithItsOwnExitCode()
    {
        await File.WriteAllTextAsync(_server.PathOf("address"), _receiver.Urls.Single() + "/flags\n");
        Assert.That((await _server.RunAsync("webhooks", "make", "on-call", "--to-file", _server.PathOf("address"))).Code, Is.Zero);
        _status = StatusCodes.Status503ServiceUnavailable;
        var (code, output, _) = await _server.RunAsync("webhooks", "test", "on-call");
        Assert.That((code, output), Is.EqualTo((ExitCode.Found, "Not taken. It has answered 503.\n")));
    }

    [Test]
    public async Task Make_ThatTheServerRefuses_SaysWhatToWrite()
    {
        var (code, _, error) = await _server.RunAsync("webhooks", "make", "on-call", "--to", "https://10.0.0.7/flags");
        Assert.That(code, Is.EqualTo(ExitCode.Refused));
        Assert.That(error, Does.Contain("leads to a private address").And.Contain("OutboundNetworks"));
        Assert.That((await _server.RunAsync("webhooks", "make", "on-call")).Error, Does.Contain("Write either --to or --to-file."));
    }
}
