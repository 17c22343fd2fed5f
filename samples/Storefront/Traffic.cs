using System.Globalization;
using System.Net;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Shoppers who look at the home page and the checkout, over HTTP, one after another.</summary>
internal sealed class Traffic(HttpClient http)
{
    public const int Shoppers = 2_000;

    private static readonly string[] Countries = ["DE", "FR", "NL", "AT", "PL"];

    private int _guests;

    /// <summary>How often shoppers who have the new checkout come back to it.</summary>
    public int Returns { get; set; }

    /// <summary>How long shoppers wait for a page before they leave; null for as long as it takes.</summary>
    public TimeSpan? Patience { get; set; }

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
            var isNew = checkout?.StartsWith("one-page", StringComparison.Ordinal) == true;
            for (var again = 0; isNew && checkout is not null && again < Returns; again++)
                checkout = await GetAsync("/checkout", user, country, cancel);
            visits[i] = new Visit(country, home?.Split('\n')[0] ?? "", isNew, checkout is null);
        });
        return visits;
    }

    /// <summary>The page, or null when the shop failed or the shopper has left.</summary>
    private async Task<string?> GetAsync(string path, string user, string country, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        request.Headers.Add("X-Country", country);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Patience is { } longest) patience.CancelAfter(longest);
        try
        {
            using var response = await http.SendAsync(request, patience.Token);
            if (response.StatusCode == HttpStatusCode.InternalServerError) return null;
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>What one shopper saw.</summary>
internal readonly record struct Visit(string Country, string Headline, bool HasNewCheckout, bool HasFailed);
