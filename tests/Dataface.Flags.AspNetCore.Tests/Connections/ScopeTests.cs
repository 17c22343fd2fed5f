using System.Threading.Channels;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>Scopes that are no request's: of a worker, of a singleton that keeps one, of work that outlives its request.</summary>
[TestFixture]
internal sealed class ScopeTests
{
    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Worker_OneScopeForItsWholeLife_SeesKillsAtOnceAndTheRestAtItsNextPin()
    {
        await using var app = await WebApp.StartAsync(FlagFile.On("f"), app => app.MapGet("/", () => "in"), build: builder =>
        {
            builder.Services.AddSingleton<Worker>();
            builder.Services.AddHostedService(services => services.GetRequiredService<Worker>());
        });
        var worker = app.Services.GetRequiredService<Worker>();
        Assert.That(await worker.AskAsync("f"));
        await app.KillAsync("*");
        Assert.That(await worker.AskAsync("f"), Is.False);
        await app.RestoreAsync("*");
        Assert.That(await worker.AskAsync("f"), Is.False);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(await worker.AskAsync("f"));
    }

    [Test, Rule("one user never gets another's answer")]
    public async Task Singleton_KeepsAScopesFlags_AnswersEachRequestForItsOwnUser()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")),
            app => app.MapGet("/", (Keeper keeper) => $"{keeper.Flags.IsEnabled("f")} {keeper.Flags.Context}"),
            build: builder =>
            {
                TestAuthentication.AddTo(builder);
                builder.Services.AddSingleton<Keeper>();
                builder.Services.AddTransient<Holder>();
            });
        for (var round = 0; round < 2; round++)
        {
            Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1")), Is.EqualTo("True userId=\"u1\""));
            Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u2")), Is.EqualTo("False userId=\"u2\""));
            Assert.That(await app.GetAsync("/"), Is.EqualTo("False "));
        }

        Assert.That(app.Services.GetRequiredService<Keeper>().Flags.Context.Count, Is.Zero, "outside requests there is no user");
    }

    [Test, Rule("one user never gets another's answer")]
    public async Task Singleton_InjectedWithFlagsWhereScopesAreNotValidated_AnswersEachRequestForItsOwnUser()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")),
            app => app.MapGet("/", (Holder holder) => $"{Ask(holder.Flags)} {app.Services.GetRequiredService<IRequestFlags>().Context}"),
            build: builder =>
            {
                TestAuthentication.AddTo(builder);
                builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = false);
                builder.Services.AddSingleton<Holder>();
            });
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u1")), Is.EqualTo("True userId=\"u1\""));
        Assert.That(await app.GetAsync("/", (TestAuthentication.Header, "sub=u2")), Is.EqualTo("False userId=\"u2\""));
    }

    [Test, Rule("one user never gets another's answer")]
    public async Task Work_OutlivesItsRequest_HasNoUserAnyMore()
    {
        var (mayGoOn, done) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        await using var app = await WebApp.StartAsync(
            FlagFile.On("f"),
            app => app.MapGet("/", (IServiceScopeFactory scopes) =>
            {
                _ = Task.Run(async () =>
                {
                    await using var scope = scopes.CreateAsyncScope();
                    var flags = scope.ServiceProvider.GetRequiredService<IRequestFlags>();
                    await mayGoOn.Task;
                    done.SetResult($"{flags.IsEnabled("f")} {flags.Context}");
                });
                return "in";
            }),
            build: TestAuthentication.AddTo);
        await app.GetAsync("/", (TestAuthentication.Header, "sub=u1"));
        await Task.Run(mayGoOn.SetResult);
        Assert.That(await done.Task, Is.EqualTo("True "));
    }

    [Test, Rule("evaluation never throws")]
    public async Task Flags_ApplicationIsGone_Continue()
    {
        IRequestFlags? ofRequest = null, ofScope;
        await using (var app =
            await WebApp.StartAsync(FlagFile.On("f"), app => app.MapGet("/", (IRequestFlags flags) => Ask(ofRequest = flags))))
        {
            await app.GetAsync("/");
            ofScope = app.Services.CreateScope().ServiceProvider.GetRequiredService<IRequestFlags>();
            await app.KillAsync("f");
        }

        foreach (var flags in new[] { ofRequest!, ofScope })
        {
            Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
            Assert.That(flags.Explain("f").Reason, Is.EqualTo(EvaluationReason.Killed));
            Assert.That(flags.IsEnabled("off"), Is.False);
        }
    }

    [Test, NonParallelizable, Rule("an evaluation never allocates")]
    public async Task Evaluate_PinnedRepinnedOrKilled_AllocatesNothing()
    {
        IRequestFlags? ofRequest = null;
        await using var app =
            await WebApp.StartAsync(FlagFile.On("f"), app => app.MapGet("/", (IRequestFlags flags) => Ask(ofRequest = flags)));
        await app.GetAsync("/");
        var ofScope = app.Services.CreateScope().ServiceProvider.GetRequiredService<IRequestFlags>();
        foreach (var flags in new[] { ofRequest!, ofScope })
        {
            Allocations.AssertNone(() => flags.IsEnabled("f"), 1_000, "as pinned");
            await app.KillAsync("f");
            Allocations.AssertNone(() => flags.IsEnabled("f"), 1_000, "killed, and there is a newer snapshot");
            await app.RestoreAsync("f");
            app.Clock.Advance(TimeSpan.FromMinutes(1));
            Allocations.AssertNone(() => flags.IsEnabled("f"), 1_000, "pinned anew");
        }
    }

    private static string Ask(IRequestFlags flags) => flags.IsEnabled("f").ToString();

    private sealed class Worker(IServiceScopeFactory scopes) : BackgroundService
    {
        private readonly Channel<(string Key, TaskCompletionSource<bool> Answer)> _jobs =
            Channel.CreateUnbounded<(string, TaskCompletionSource<bool>)>();

        public Task<bool> AskAsync(string key)
        {
            var answer = new TaskCompletionSource<bool>();
            _jobs.Writer.TryWrite((key, answer));
            return answer.Task;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            var flags = scope.ServiceProvider.GetRequiredService<IRequestFlags>();
            await foreach (var (key, answer) in _jobs.Reader.ReadAllAsync(stoppingToken)) answer.SetResult(flags.IsEnabled(key));
        }
    }

    private sealed class Keeper(IServiceScopeFactory scopes)
    {
        private readonly Lazy<IServiceScope> _scope = new(scopes.CreateScope);

        public IRequestFlags Flags => _scope.Value.ServiceProvider.GetRequiredService<Holder>().Flags;
    }

    private sealed class Holder(IRequestFlags flags)
    {
        public IRequestFlags Flags => flags;
    }
}
