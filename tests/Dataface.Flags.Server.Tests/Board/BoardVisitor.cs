using System.Net;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>Somebody at a browser without a screen: keeps cookies, sends the forms that pages show.</summary>
internal sealed partial class BoardVisitor(Uri address, CookieContainer? cookies = null) : IDisposable
{
    private readonly CookieContainer _cookies = cookies ?? new CookieContainer();
    private HttpClient? _client;

    private HttpClient Client =>
        _client ??= new HttpClient(
            new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
        { BaseAddress = address };

    /// <summary>Signs in with a key.</summary>
    public static async Task<BoardVisitor> SignInAsync(TestServer server, string secret)
    {
        var visitor = new BoardVisitor(server.Address);
        using var answer = await visitor.SendFormAsync("/login", ("key", secret), ("return", "/"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), await answer.Content.ReadAsStringAsync());
        return visitor;
    }

    /// <summary>The same browser, led to another replica by whatever stands before both: cookies know no ports.</summary>
    public BoardVisitor At(TestServer replica) => new(replica.Address, _cookies);

    /// <summary>What a cookie says, as whoever copies it gets it.</summary>
    public string CookieOf(string name) => _cookies.GetCookies(address)[name]!.Value;

    public Task<HttpResponseMessage> GetAsync(string page) => Client.GetAsync(new Uri(page, UriKind.Relative));

    public async Task<string> ReadAsync(string page)
    {
        using var answer = await GetAsync(page);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return text;
    }

    /// <summary>Opens a page and sends its form.</summary>
    public async Task<HttpResponseMessage> SendFormAsync(string page, params (string Name, string Value)[] fields) =>
        await PostAsync(page, [("__RequestVerificationToken", TokenOf(await ReadAsync(page))), .. fields]);

    /// <summary>Sends a form that no page has shown.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Client.PostAsync(new Uri(page, UriKind.Relative), form);
    }

    public static string TokenOf(string page) => WebUtility.HtmlDecode(Token().Matches(page)[^1].Groups[1].Value);

    public void Dispose() => _client?.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
