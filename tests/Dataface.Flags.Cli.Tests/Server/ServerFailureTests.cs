using Dataface.Flags.Cli.Terminal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Cli.Tests.Server;

[TestFixture]
internal sealed class ServerFailureTests
{
    [Test]
    public async Task Kill_AnswerIsLost_IsSentAgainWithTheSameIdAndRecordedOnce()
    {
        var lost = new LostAnswers(1);
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IStartupFilter>(lost));
        Assert.That((await server.RunAsync("kill", "f", "-r", "errors")).Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(lost.Left, Is.Zero);
        Assert.That((await server.RunAsync("audit", "verify")).Output, Does.StartWith("intact: 1 record,"));
    }

    [Test]
    public async Task Kill_EveryAnswerIsLost_Answers2AndSaysThatItMayHaveBeenMade()
    {
        var lost = new LostAnswers(4);
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IStartupFilter>(lost));
        var (code, output, error) = await server.RunAsync("kill", "f", "-r", "errors");
        Assert.That((code, output, lost.Left), Is.EqualTo((ExitCode.Failed, "", 0)));
        Assert.That(error, Does.Contain("Whether anything was changed is not known"));
        Assert.That((await server.RunAsync("audit", "verify")).Output, Does.StartWith("intact: 1 record,"));
    }

    [Test]
    public async Task Kill_ServerIsNotThere_Answers2AndNamesIt()
    {
        string address;
        await using (var server = await RunningServer.StartAsync()) address = server.Address;
        var key = Path.GetTempFileName();
        await File.WriteAllTextAsync(key, "dff_00000000_x");
        var (code, output, error) = await CommandRun.RunAsync("kill", "f", "-r", "errors", "--server", address, "--key-file", key);
        File.Delete(key);
        Assert.That((code, output), Is.EqualTo((ExitCode.Failed, "")));
        Assert.That(error, Does.Contain($"'{address}' cannot be reached").And.Not.Contain("not known"));
    }

    [Test]
    public async Task Status_WrongKey_Answers13InTheServersWordsWithoutTheKey()
    {
        await using var server = await RunningServer.StartAsync();
        await File.WriteAllTextAsync(server.PathOf("wrong.key"), "dff_00000000_wrong");
        var (code, output, error) = await server.WithKeyAsync(server.PathOf("wrong.key"), "status");
        Assert.That(code, Is.EqualTo(ExitCode.Refused));
        Assert.That(error, Does.Contain("No valid key. The key is not known, or was revoked."));
        Assert.That(output + error, Does.Not.Contain("dff_00000000"));
    }

    [TestCase("kill", "f", "-r", "r", "--server", "http://localhost:1", "--state", "s", "--key-file", "k")]
    [TestCase("kill", "f", "-r", "r", "--server", "http://localhost:1")]
    [TestCase("kill", "f", "-r", "r", "--server", "ftp://localhost:1", "--key-file", "k")]
    [TestCase("kill", "f", "-r", "r", "--server", "http://user:password@localhost:1", "--key-file", "k")]
    [TestCase("list", "--server", "http://localhost:1", "--file", "f", "--key-file", "k")]
    [TestCase("list", "--file", "f", "--key-file", "k")]
    [TestCase("list")]
    [TestCase("ramp", "f", "backwards", "-r", "r", "--server", "http://localhost:1", "--key-file", "k")]
    [TestCase("guard", "status", "-f", "f")]
    [TestCase("publish", "f", "-r", "r")]
    public async Task Run_WrongOptionsOfServers_Answers64AndRepeatsNoPassword(params string[] args)
    {
        var (code, _, error) = await CommandRun.RunAsync(args);
        Assert.That((code, error.Contains("password@", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Usage, false)), error);
    }

    /// <summary>Cuts the connection after the work is done and before the answer is sent.</summary>
    private sealed class LostAnswers(int count) : IStartupFilter
    {
        private int _left = count;

        public int Left => _left;

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext http, RequestDelegate pipeline) =>
            {
                if (http.Request.Method != "POST" || Interlocked.Decrement(ref _left) < 0)
                {
                    Interlocked.CompareExchange(ref _left, 0, -1);
                    await pipeline(http);
                    return;
                }

                http.Response.Body = new MemoryStream();
                await pipeline(http);
                http.Abort();
            });
            next(app);
        };
    }
}
