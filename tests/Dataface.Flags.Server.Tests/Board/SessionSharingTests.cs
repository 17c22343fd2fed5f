namespace Dataface.Flags.Server.Tests.Board;

[TestFixture]
internal sealed class SessionSharingTests
{
    [Test]
    public async Task Session_AfterARestart_GoesOn()
    {
        using var folder = new TemporaryFolder();
        var first = await TestServer.StartAsync(folder["data"]);
        var port = first.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var visitor = await BoardVisitor.SignInAsync(first, first.AdminSecret);
        await first.DisposeAsync();
        await using var second = await TestServer.StartAsync(folder["data"], "--urls", "http://127.0.0.1:" + port);
        await visitor.ReadAsync("/flags/production");
    }
}
