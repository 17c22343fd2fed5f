using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>Requests that live long: server-sent events, a streamed answer, a WebSocket, a poll that is held.</summary>
[TestFixture]
internal sealed class LongRequestTests
{
    [TestCase("/events")]
    [TestCase("/stream")]
    [TestCase("/socket")]
    [TestCase("/poll")]
    [Rule("a kill passes through every pin at the next evaluation")]
    public async Task Request_FlagKilledAndRestored_SeesTheKillAtOnceAndTheRestoreAtItsNextPin(string path)
    {
        await using var app = await StartAsync();
        await using var answers = Answers(app, path).GetAsyncEnumerator();
        Assert.That(await NextAsync(), Is.EqualTo("True True True"));
        await app.KillAsync("f");
        Assert.That(await NextAsync(), Is.EqualTo("False False False"));
        await app.RestoreAsync("f");
        await app.UpdateAsync(FlagFile.On("f", "g"));
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(await NextAsync(), Is.EqualTo("False False False"), "restores and documents wait for the next pin");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await NextAsync(), Is.EqualTo("True True False"), "a snapshot that was taken from it stays as it was");

        async Task<string> NextAsync()
        {
            app.Services.GetRequiredService<Ticks>().Tick();
            return await answers.MoveNextAsync() ? answers.Current : "ended";
        }
    }

    [Test]
    public async Task Request_SettingOfAnHour_StaysPinnedForIt()
    {
        await using var app = await StartAsync(o => o.RepinAfter = TimeSpan.FromHours(1));
        await using var answers = Answers(app, "/stream").GetAsyncEnumerator();
        Assert.That(await NextAsync(), Is.EqualTo("True True True"));
        await app.UpdateAsync(FlagFile.On());
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.That(await NextAsync(), Is.EqualTo("True True True"));
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await NextAsync(), Is.EqualTo("False False True"));

        async Task<string> NextAsync()
        {
            app.Services.GetRequiredService<Ticks>().Tick();
            return await answers.MoveNextAsync() ? answers.Current : "ended";
        }
    }

    private static Task<WebApp> StartAsync(Action<RequestFlagsOptions>? options = null) => WebApp.StartAsync(
        FlagFile.On("f"),
        app =>
        {
            app.UseWebSockets();
            app.MapGet("/events", (IRequestFlags flags, HttpContext http, Ticks ticks, CancellationToken stop) =>
                TypedResults.ServerSentEvents(Follow(flags, http, ticks, stop)));
            app.MapGet("/stream", (IRequestFlags flags, HttpContext http, Ticks ticks, CancellationToken stop) =>
                Follow(flags, http, ticks, stop));
            app.MapGet("/poll", async (IRequestFlags flags, HttpContext http, Ticks ticks, CancellationToken stop) =>
            {
                await foreach (var answer in Follow(flags, http, ticks, stop))
                {
                    await http.Response.WriteAsync(answer + "\n", stop);
                    await http.Response.Body.FlushAsync(stop);
                }
            });
            app.MapGet("/socket", async (IRequestFlags flags, HttpContext http, Ticks ticks, CancellationToken stop) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                await foreach (var answer in Follow(flags, http, ticks, stop))
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(answer), WebSocketMessageType.Text, true, stop);
                }
            });
        },
        options,
        builder => builder.Services.AddSingleton<Ticks>());

    /// <summary>Asks the injected flags, those of the request, and a snapshot taken at the beginning.</summary>
    private static async IAsyncEnumerable<string> Follow(
        IRequestFlags flags, HttpContext http, Ticks ticks, [EnumeratorCancellation] CancellationToken stop)
    {
        var snapshot = flags.Snapshot;
        while (true)
        {
            await ticks.NextAsync(stop);
            yield return $"{flags.IsEnabled("f")} {http.Flags().IsEnabled("f")} {snapshot.IsEnabled("f", flags.Context)}";
        }
    }

    private static async IAsyncEnumerable<string> Answers(WebApp app, string path)
    {
        if (path == "/socket")
        {
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new UriBuilder(new Uri(app.Client.BaseAddress!, path)) { Scheme = "ws" }.Uri, default);
            var buffer = new byte[100];
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer, default);
                yield return Encoding.UTF8.GetString(buffer, 0, read.Count);
            }
        }

        using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        if (path == "/events")
        {
            await foreach (var item in SseParser.Create(body).EnumerateAsync()) yield return item.Data;
        }
        else if (path == "/stream")
        {
            await foreach (var item in JsonSerializer.DeserializeAsyncEnumerable<string>(body)) yield return item!;
        }
        else
        {
            using var reader = new StreamReader(body);
            while (await reader.ReadLineAsync() is { } line) yield return line;
        }
    }
}
