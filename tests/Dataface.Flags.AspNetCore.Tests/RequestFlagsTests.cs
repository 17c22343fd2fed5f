using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests;

[TestFixture]
internal sealed class RequestFlagsTests
{
    [Test, Rule("users are never surprised")]
    public async Task Pin_ReloadDuringARequest_IsSeenByTheNextRequestOnly()
    {
        var (isInside, mayGoOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await WebApp.StartAsync(FlagFile.On("f"),
        app =>
        {
            app.MapGet("/slow", async (IRequestFlags flags, HttpContext http) =>
            {
                var before = flags.IsEnabled("f");
                isInside.SetResult();
                await mayGoOn.Task;
                using var scope = http.RequestServices.CreateScope();
                return $"{before} {flags.IsEnabled("f")} {http.Flags().IsEnabled("f")} "
                    + $"{scope.ServiceProvider.GetRequiredService<IRequestFlags>().IsEnabled("f")}";
            }).RequireFlag("f");
            app.MapGet("/quick", (IRequestFlags flags) => flags.IsEnabled("f").ToString());
        });
        var slow = app.GetAsync("/slow");
        await isInside.Task;
        await app.UpdateAsync(FlagFile.On());
        Assert.That(await app.GetAsync("/quick"), Is.EqualTo("False"), "the reload is in force");
        mayGoOn.SetResult();
        Assert.That(await slow, Is.EqualTo("True True True True"), "the request that began before it is not torn");
    }

    [Test]
    public async Task Flags_AskedAsIFlags_AreTheRequestsUnlessAnotherContextIsNamed()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "n", "1")),
            app => app.MapGet("/", (IRequestFlags request) =>
            {
                IFlags flags = request;
                var other = EvaluationContext.Empty.With("n", "2");
                return $"{flags.IsEnabled("f")} {flags.IsEnabled("f", other)} {flags.Evaluate(FlagKey.Of("f")).Reason} "
                    + $"{flags.GetNumber("f", 7)} {ReferenceEquals(flags.Pin(), request.Snapshot)} "
                    + $"{ReferenceEquals(flags.Context, request.Context)}";
            }),
            o => o.FromHeader("n", "N"));
        Assert.That(await app.GetAsync("/", ("N", "1")), Is.EqualTo("True False RuleMatch 7 True True"));
    }

    [Test]
    public async Task Pin_RequestsOnOneConnection_EachHaveTheirOwn()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "n", "1")),
            app => app.MapGet("/", (IRequestFlags flags) => $"{flags.IsEnabled("f")} {flags.Context}"), o => o.FromHeader("n", "N"));
        for (var i = 0; i < 10; i++) Assert.That(await app.GetAsync("/", ("N", $"{i}")), Is.EqualTo($"{i == 1} n=\"{i}\""));
    }

    [Test]
    public async Task Flags_InjectedAndFromTheRequest_AreTheSame()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On(),
            app => app.MapGet("/", (IRequestFlags flags, HttpContext http) => ReferenceEquals(flags, http.Flags()).ToString()));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("True"));
    }

    [Test]
    public async Task Flags_EveryMember_AnswersForTheRequest()
    {
        const string Text = """ "variants": { "a": "plain", "b": "fancy" }, "offVariant": "a", """;
        const string Number = """ "variants": { "a": 1, "b": 2.5 }, "offVariant": "a", """;
        var document = FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1"), FlagFile.Flag("t", "\"serve\": \"b\"", Text),
            FlagFile.Flag("n", "\"serve\": \"b\"", Number));
        await using var app = await WebApp.StartAsync(
            document,
            app => app.MapGet("/", (IRequestFlags flags) => string.Join(
                ' ', flags.IsEnabled("f"), flags.IsEnabled(FlagKey.Of("f")), flags.GetString("t", "?"),
                    FormattableString.Invariant($"{flags.GetNumber("n", 0)}"),
                flags.GetValue(FlagKey.Of("t", "?")), flags.Evaluate("f").Reason, flags.Evaluate(FlagKey.Of("t", "?")).Variant,
                    flags.Explain("f").Rule)),
            build: TestAuthentication.AddTo);
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1")),
            Is.EqualTo("True True fancy 2.5 fancy RuleMatch b those"));
        Assert.That(await app.GetAsync("/"), Is.EqualTo("False False fancy 2.5 fancy NoMatch b "));
    }

    [Test]
    public async Task Flags_OutsideARequest_ArePinnedForTheScopeWithoutAUser()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app => app.MapGet("/", () => "in"));
        await using var scope = app.Services.CreateAsyncScope();
        var flags = scope.ServiceProvider.GetRequiredService<IRequestFlags>();
        Assert.That((flags.IsEnabled("f"), flags.Context.Count), Is.EqualTo((true, 0)));
        await app.UpdateAsync(FlagFile.On());
        Assert.That(flags.IsEnabled("f"));
    }
}
