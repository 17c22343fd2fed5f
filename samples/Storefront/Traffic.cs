using System.Globalization;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Shoppers who look at the home page and the checkout, over HTTP, one after another.</summary>
internal sealed class Traffic(HttpClient http)
{
    public const int Shoppers = 2_000;

    private static readonly string[] Countries = ["DE", "FR", "NL", "AT", "PL"];

    /// <summary>Lets every shopper come once.</summary>
    public async Task<Visit[]> RunAsync(CancellationToken cancellationToken)
    {
        var visits = new Visit[Shoppers];
        await Parallel.ForAsync(0, Shoppers, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken }, async (shopper, cancel) =>
        {
            var country = Countries[shopper % Countries.Length];
            var user = "shopper-" + shopper.ToString(CultureInfo.InvariantCulture);
            var home = await GetAsync("/", user, country, cancel);
            var checkout = await GetAsync("/checkout", user, country, cancel);
            visits[shopper] = new Visit(country, home.Split('\n')[0], checkout.StartsWith("one-page", StringComparison.Ordinal));
        });
        return visits;
    }

    private async Task<string> GetAsync(string path, string user, string country, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        request.Headers.Add("X-Country", country);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}

/// <summary>What one shopper saw.</summary>
internal readonly record struct Visit(string Country, string Headline, bool HasNewCheckout);
