using System.Net;

namespace Dataface.Flags.Server.Tests.Proxies;

/// <summary>
/// A browser behind which a proxy takes a prefix off and says so. Cookies are kept and sent by the address that the browser sees;
/// redirects are not followed.
/// </summary>
internal sealed class StrippingProxy : DelegatingHandler
{
    public const string Header = "X-Forwarded-Prefix";

    private readonly CookieContainer _cookies = new();
    private readonly string _prefix;

    private StrippingProxy(string prefix)
        : base(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) => _prefix = prefix;

    /// <param name="server">Where the server is.</param>
    /// <param name="prefix">What is taken off; empty for no proxy at all.</param>
    public static HttpClient Before(Uri server, string prefix) => new(new StrippingProxy(prefix)) { BaseAddress = server };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var seen = request.RequestUri!;
        if (_cookies.GetCookieHeader(seen) is { Length: > 0 } cookies) request.Headers.Add("Cookie", cookies);
        if (_prefix.Length > 0)
        {
            Assert.That(seen.AbsolutePath, Does.StartWith(_prefix + "/"));
            request.RequestUri = new Uri(seen, seen.PathAndQuery[_prefix.Length..]);
            request.Headers.Add(Header, _prefix);
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (!answer.Headers.TryGetValues("Set-Cookie", out var set)) return answer;
        foreach (var cookie in set) _cookies.SetCookies(seen, cookie);
        return answer;
    }
}
