using Dataface.Flags.Exposures;
using Dataface.Flags.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests;

/// <summary>What a request says happened to its user.</summary>
[TestFixture]
internal sealed class TrackingTests
{
    [Test]
    public async Task Track_InARequest_IsOfItsUserUnlessAnotherIsNamed()
    {
        var sink = new InMemoryExposureSink();
        var app = await StartAsync(sink, _ => { });
        _ = await app.GetAsync("/buy", (TestAuthentication.Header, "sub=user-7"));
        _ = await app.GetAsync("/buy-later", (TestAuthentication.Header, "sub=user-8"));
        await app.DisposeAsync();
        Assert.That(sink.TrackedEvents.Select(e => (e.Unit, e.Name, e.Value)), Is.EqualTo(new[]
        {
            ("user-7", "order_placed", (double?)49.90), ("somebody", "order_placed", null), ("user-8", "order_placed", 5),
        }));
    }

    [Test]
    public async Task Track_ContextCannotBeMade_RecordsNothingAndDoesNotThrow()
    {
        var sink = new InMemoryExposureSink();
        var app = await StartAsync(sink, o => o.AdjustContext = (_, _) => throw new InvalidOperationException("no context"));
        _ = await app.GetAsync("/buy-later", (TestAuthentication.Header, "sub=user-8"));
        await app.DisposeAsync();
        Assert.That(sink.TrackedEvents, Is.Empty);
    }

    private static Task<WebApp> StartAsync(InMemoryExposureSink sink, Action<RequestFlagsOptions> options) => WebApp.StartAsync(
        FlagFile.Of(FlagFile.Flag("checkout", "\"serve\": \"on\"")),
        app =>
        {
            app.MapGet("/buy", (IRequestFlags flags) =>
            {
                flags.Track("order_placed", value: 49.90);
                flags.Track("order_placed", EvaluationContext.ForUser("somebody"));
            });
            app.MapGet("/buy-later", (HttpContext http) => http.Flags().Track("order_placed", value: 5));
        },
        options,
        builder =>
        {
            TestAuthentication.AddTo(builder);
            builder.Services.Configure<FlagClientOptions>(o =>
            {
                o.AddExposureSink(sink);
                o.Exposures.Units = UnitForm.Plain;
            });
        });
}
