using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

/// <summary>MVC filters by flag.</summary>
[TestFixture]
internal sealed class FlagFilterTests
{
    [Test, Rule("flags default to off")]
    public async Task AddForFlag_EachKindOfFilter_RunsWhileTheFlagIsOnForTheRequest()
    {
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("marks", "country", "DE")), app => app.MapControllers(),
            o => o.FromHeader("country", "X-Country"),
            builder =>
            {
                builder.Services.AddSingleton(new Marker("made by the container"));
                builder.Services.AddControllers(o =>
                {
                    o.Filters.AddForFlag<ActionMark>("marks");
                    o.Filters.AddForFlag<ResultMark>("marks", order: 1);
                    o.Filters.AddForFlag<ActionMark>("misspelt");
                }).AddApplicationPart(typeof(FlagFilterTests).Assembly);
            });
        Assert.That(await MarksAsync(app, "DE"), Is.EqualTo("action made by the container, result"));
        Assert.That(await MarksAsync(app, "FR"), Is.Empty);
        await app.KillAsync("marks");
        Assert.That(await MarksAsync(app, "DE"), Is.Empty);
    }

    [Test]
    public void AddForFlag_FilterOfAuthorization_IsRefused() => Assert.That(
        () => new FilterCollection().AddForFlag<Door>("door"),
        Throws.ArgumentException.With.Message.Contains("gate what it protects with RequireFlag"));

    private static async Task<string> MarksAsync(WebApp app, string country)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/open") { Headers = { { "X-Country", country } } };
        using var answer = await app.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.TryGetValues("X-Mark", out var marks) ? string.Join(", ", marks) : "";
    }

    private sealed record Marker(string Text);

    private sealed class ActionMark(Marker marker) : IAsyncActionFilter
    {
        public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
        {
            context.HttpContext.Response.Headers.Append("X-Mark", $"action {marker.Text}");
            return next();
        }
    }

    private sealed class ResultMark : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers.Append("X-Mark", "result");

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    private sealed class Door : IAuthorizationFilter
    {
        public void OnAuthorization(AuthorizationFilterContext context)
        {
        }
    }
}
