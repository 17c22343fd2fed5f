using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;

namespace Dataface.Flags.Server.Tests.Mutations;

/// <summary>Requests of every route that the server has, each changed a little by its number.</summary>
/// <param name="routes">The routes, as the server lists them.</param>
/// <param name="queries">The names of the query's parameters, by route.</param>
/// <param name="server">Where to.</param>
internal sealed partial class MutatedRequests(
    IReadOnlyList<(string Method, string Pattern)> routes, ILookup<string, string> queries, Uri server)
{
    private static readonly string[] AnyHeaders = ["If-Match", "If-None-Match", "Last-Event-ID", "Accept-Encoding", "Accept", "X-By",
        "X-Reason", "X-Change-Id", "Cookie", "Range", "traceparent", "baggage"];

    /// <summary>The routes of a server's list of endpoints, with their methods.</summary>
    public static IReadOnlyList<(string Method, string Pattern)> RoutesOf(IEnumerable<EndpointDataSource> sources) =>
    [
        .. sources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(
            m => (m, Pattern(e.RoutePattern.RawText!))))
            .Distinct().OrderBy(r => r.Item2, StringComparer.Ordinal).ThenBy(r => r.m, StringComparer.Ordinal),
    ];

    /// <summary>The request of a number.</summary>
    /// <param name="number">The same makes the same request.</param>
    /// <param name="formToken">What a form of the board must carry.</param>
    public (HttpRequestMessage Request, byte[] Body) Of(int number, string formToken)
    {
        var random = new Random(number);

        // Those that read bodies three times as often.
        var (method, pattern) = Mutation.Pick(routes, random);
        for (var i = 0; i < 2 && method == "GET"; i++) (method, pattern) = Mutation.Pick(routes, random);
        var request = new HttpRequestMessage(new HttpMethod(method), Address(method, pattern, random));
        if (random.Next(6) == 0) Add(request, Mutation.Pick(AnyHeaders, random), random);
        if (method == "GET") return (request, []);
        var seed = Mutation.Pick(RouteSeeds.All[$"{method} {pattern}"], random);
        var body = random.Next(10) == 0 ? Encoding.UTF8.GetBytes(seed.Body) : Mutation.Of(seed.Body, seed.ContentType, random);
        if (seed.ContentType == "application/x-www-form-urlencoded" && random.Next(4) > 0)
        {
            body = [.. body, .. Encoding.UTF8.GetBytes("&__RequestVerificationToken=" + Uri.EscapeDataString(formToken))];
        }

        if (random.Next(300) == 0) body = [.. body, .. new byte[1_200_000]];
        request.Content = new ByteArrayContent(body);
        foreach (var header in seed.Headers.Where(_ => random.Next(2) == 0)) Add(request, header, random);
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", random.Next(8) == 0 ? Mutation.Pick(Hostile.ContentTypes, random) : seed.ContentType);
        if (random.Next(20) == 0)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", Mutation.Pick(["gzip", "br", "x"], random));
        }

        if (random.Next(10) == 0) request.Headers.TransferEncodingChunked = true;
        return (request, body);
    }

    /// <summary>As the server's description of itself writes it: no type, no slash at the end.</summary>
    private static string Pattern(string text) => "/" + Constraint().Replace(text, "}").Trim('/');

    private Uri Address(string method, string pattern, Random random)
    {
        var path = Parameter().Replace(pattern, match => Value(match.Groups[1].Value, random, sound: random.Next(3) > 0));
        var query = queries[$"{method} {pattern}"].Where(_ => random.Next(4) > 0)
            .Select(name => $"{name}={Value(name, random, sound: random.Next(2) > 0)}{(random.Next(20) == 0 ? $"&{name}=x" : "")}");
        var text = string.Join('&', query);
        return new Uri(server.GetLeftPart(UriPartial.Authority) + path
            + (text.Length == 0 ? "" : "?" + text), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    private static string Value(string name, Random random, bool sound) =>
        sound && RouteSeeds.Values.TryGetValue(name, out var value) ? Uri.EscapeDataString(value) : Mutation.Pick(Hostile.Address, random);

    private static void Add(HttpRequestMessage request, string name, Random random) =>
        request.Headers.TryAddWithoutValidation(name, Mutation.Pick(Hostile.Header, random));

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
