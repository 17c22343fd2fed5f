using System.Globalization;
using System.Net;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Shoppers who look at the home page and the checkout, over HTTP, one after another.</summary>
internal sealed class Traffic(HttpClient http)
{
    public const int Shoppers = 2_000;

    private static readonly string[] Countries = ["DE", "FR", "NL", "AT", "PL"];

    private int _guests;

    /// <summary>Lets every shopper come once.</summary>
    public Task<Visit[]> RunAsync(CancellationToken cancellationToken) => VisitAsync("shopper-", 0, static () => false, cancellationToken);

    /// <summary>Lets as many guests come, whom nobody has seen before, until it is enough.</summary>
    public async Task<Visit[]> RunAsync(Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var visits = await VisitAsync("guest-", _guests, isEnough, cancellationToken);
        _guests += Shoppers;
        return [.. visits.Where(v => v.Country is not null)];
    }

    private async Task<Visit[]> VisitAsync(string prefix, int first, Func<bool> isEnough, CancellationToken cancellationToken)
    {
        var visits = new Visit[Shoppers];
        await Parallel.ForAsync(0, Shoppers, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellationToken },
            async (i, cancel) =>
        {
            if (isEnough()) return;
            var country = Countries[i % Countries.Length];
            var user = prefix + (first + i).ToString(CultureInfo.InvariantCulture);
            var home = await GetAsync("/", user, country, cancel);
            var checkout = await GetAsync("/checkout", user, country, cancel);
            visits[i] = new Visit(country, home!.Split('\n')[0], checkout?.StartsWith("one-page", StringComparison.Ordinal) == true,
                checkout is null);
        });
        return visits;
    }

    /// <summary>The page, or null when the shop failed.</summary>
    private async Task<string?> GetAsync(string path, string user, string country, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        request.Headers.Add("X-Country", country);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.InternalServerError) return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}

/// <summary>What one shopper saw.</summary>
internal readonly record struct Visit(string Country, string Headline, bool HasNewCheckout, bool HasFailed);
