using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Dataface.Flags.Server.Tests;

/// <summary>Publications as programs make them.</summary>
internal static class Publishing
{
    /// <summary>Publishes a document whatever is in force.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, string document)
    {
        using var current = await client.GetAsync(new Uri("/api/flags", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/flags");
        request.Content = new StringContent(document, Encoding.UTF8, "application/json");
        if (current.StatusCode == HttpStatusCode.OK) request.Headers.IfMatch.Add(current.Headers.ETag!);
        else request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        return await client.SendAsync(request);
    }
}
