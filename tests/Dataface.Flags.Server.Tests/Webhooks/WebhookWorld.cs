using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Webhooks;
using Dataface.Flags.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>What tests do with webhooks.</summary>
internal static class WebhookWorld
{
    /// <summary>Lets webhooks lead to receivers of the tests.</summary>
    public static readonly string[] Listed = ["--Server:OutboundNetworks:0", "127.0.0.1", "--Server:WebhookHosts:0", "127.0.0.1"];

    public static Task<TestServer> StartAsync(ManualTimeProvider time, string? folder = null) =>
        TestServer.StartAsync(folder, services => services.AddSingleton<TimeProvider>(time), Listed);

    /// <summary>Makes a webhook and gives its secret.</summary>
    public static async Task<string> MakeAsync(this TestServer server, string name, Uri address, params string[] events)
    {
        using var answer = await server.Admin.PostAsJsonAsync("/api/webhooks", new { name, address, events });
        return (await TestServer.JsonAsync(answer)).GetProperty("secret").GetString()!;
    }

    public static async Task<JsonElement> WebhookAsync(this TestServer server, string name) =>
        (await server.Admin.GetFromJsonAsync<JsonElement>("/api/webhooks")).EnumerateArray()
            .Single(webhook => webhook.GetProperty("name").GetString() == name);

    /// <summary>Sends all that is due.</summary>
    public static Task DeliverAsync(this TestServer server) =>
        server.App.Services.GetRequiredService<WebhookDeliveries>().RunAsync(default);
}
