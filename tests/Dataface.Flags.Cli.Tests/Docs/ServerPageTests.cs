using System.Reflection;
using System.Text.RegularExpressions;
using Dataface.Flags.Cli.Tests.Server;
using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.Routing;

namespace Dataface.Flags.Cli.Tests.Docs;

/// <summary>docs/server.md lists what there is, and nothing else.</summary>
[TestFixture]
internal sealed partial class ServerPageTests
{
    private static string Page => File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "server.md"));

    /// <summary>A problem's code stands before its status, where all but one are made; the one is made where nobody foresaw it.</summary>
    [Test]
    public void Problems_EveryCode_IsListedAndNoOther()
    {
        var source = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Problem.cs")) + "\"internal\", "
            + "StatusCodes.Status500";
        var codes = Code().Matches(source).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.That(Rows().Matches(Page).Select(m => m.Groups[1].Value), Is.EquivalentTo(codes));
    }

    [Test]
    public void Settings_EveryOption_IsListedWithItsDefault()
    {
        var defaults = new ServerSettings();
        foreach (var property in typeof(ServerSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Assert.That(Page, Does.Contain($"| `{property.Name}` |"), property.Name);
            if (property.PropertyType == typeof(string) || !property.PropertyType.IsValueType) continue;
            var value = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{property.GetValue(defaults)}");
            Assert.That(Page, Does.Contain($"| `{property.Name}` | {value} |"), property.Name);
        }
    }

    [Test]
    public async Task Routes_EveryRoute_IsListedAndNoOther()
    {
        await using var server = await RunningServer.StartAsync();

        // The board's pages are in docs/board.md.
        string[] programs = ["/api/", "/ofrep/", "/healthz/", "/openapi/"];
        var routes = server.Endpoints.OfType<RouteEndpoint>()
            .Where(e => programs.Any(p => e.RoutePattern.RawText!.StartsWith(p, StringComparison.Ordinal)))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                $"{method} {e.RoutePattern.RawText!.Replace(":int", "", StringComparison.Ordinal).TrimEnd('/')}"))
            .Select(route => route.Replace("{documentName}", "v1", StringComparison.Ordinal));
        Assert.That(Route().Matches(Page).Select(m => m.Groups[1].Value), Is.EquivalentTo(routes));
    }

    [GeneratedRegex("\"([a-z-]+)\",\\s*StatusCodes\\.")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| `([a-z-]+)` \| \d{3} \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^\| `((?:GET|POST|PUT|DELETE) /[^`]*)` \|", RegexOptions.Multiline)]
    private static partial Regex Route();
}
