namespace Dataface.Flags.Server.Keys;

/// <summary>Where a request carries its secret.</summary>
internal static class RequestSecret
{
    private const string Bearer = "Bearer ";

    /// <summary>The secret of a request; empty when there is none.</summary>
    public static ReadOnlySpan<char> Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 1 && header[0] is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return value.AsSpan(Bearer.Length).Trim();
        return request.Headers.TryGetValue("X-API-Key", out var key) && key.Count == 1 ? key[0].AsSpan().Trim() : default;
    }
}
