using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

/// <summary>Middleware by flag.</summary>
[TestFixture]
internal sealed class FlagBranchTests
{
    [Test, Rule("flags default to off")]
    public async Task UseWhenFlag_ByRequest_GoesThroughTheBranchAndOn()
    {
        await using var app = await WebApp.StartAsync(FlagFile.Of(FlagFile.OnWhere("timing", "country", "DE")), app =>
        {
            app.UseWhenFlag("timing", branch => branch.Use(Mark("timed")));
            app.UseWhenFlag("misspelt", branch => branch.Use(Mark("misspelt")));
            app.MapGet("/", (HttpContext http) => $"in {http.Response.Headers["X-Mark"]}");
        }, o => o.FromHeader("country", "X-Country"));
        Assert.That(await app.GetAsync("/", ("X-Country", "DE")), Is.EqualTo("in timed"));
        Assert.That(await app.GetAsync("/", ("X-Country", "FR")), Is.EqualTo("in "));
        await app.KillAsync("timing");
        Assert.That(await app.GetAsync("/", ("X-Country", "DE")), Is.EqualTo("in "));
    }

    [Test]
    public async Task UseWhenFlag_ServicesForgotten_FailsWhenItIsAdded()
    {
        var builder = WebApplication.CreateSlimBuilder();
        await using var app = builder.Build();
        Assert.That(() => app.UseWhenFlag("timing", branch => branch.Use(Mark("timed"))),
            Throws.InvalidOperationException.With.Message.Contains("AddRequestFlags"));
    }

    private static Func<HttpContext, RequestDelegate, Task> Mark(string mark) => (http, next) =>
    {
        http.Response.Headers.Append("X-Mark", mark);
        return next(http);
    };
}
