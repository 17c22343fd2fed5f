using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Sessions;

/// <summary>
/// Sessions of people at browsers. A cookie holds 256 random bits; the store holds their hash, and the hash of the key that the session
/// was begun with. Both are asked at each request: a session that was ended anywhere, or whose key was revoked, is ended everywhere,
/// also for who has copied the cookie; and whoever reads the store can make no cookie. While the store cannot be read nobody is signed
/// in. Thread-safe.
/// </summary>
internal sealed class BoardSessions(ServerStorage storage, KnownKeys keys, TimeProvider time)
{
    public const string Cookie = "dataface-flags-session";

    /// <summary>How long a session lasts: a working day.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>More than that are not kept in mind; whoever is not counts as a stranger once more.</summary>
    private const int MostKnown = 10_000;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a request brings a session that was found here when it was last looked for. It may have ended since.</summary>
    public bool IsKnown(HttpContext http) => IdOf(http) is { } id && _known.ContainsKey(Convert.ToHexString(id));

    /// <summary>Whose session a request belongs to, or null.</summary>
    public async Task<Caller?> FindAsync(HttpContext http)
    {
        if (IdOf(http) is not { } id) return null;
        var session = await storage.Sessions.FindAsync(id, http.RequestAborted).WaitAsync(Patience, http.RequestAborted);
        if (session is null || session.EndsAt <= time.GetUtcNow() || keys.Ring.FindHash(session.Secret) is not { } caller)
        {
            _known.TryRemove(Convert.ToHexString(id), out _);
            return null;
        }

        if (_known.Count >= MostKnown) _known.Clear();
        _known[Convert.ToHexString(id)] = true;
        http.Features.Set(session);
        return caller;
    }

    /// <summary>Begins a session for a key's secret, and ends the one that the browser had.</summary>
    public async Task BeginAsync(HttpContext http, string secret)
    {
        var now = time.GetUtcNow();
        if (IdOf(http) is { } earlier) await storage.Sessions.RemoveAsync(earlier, http.RequestAborted);
        var cookie = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        await storage.Sessions.AddAsync(new(SHA256.HashData(cookie), SecretText.Hash(secret), now + Life), now, http.RequestAborted);
        http.Response.Cookies.Append(Cookie, Base64Url.EncodeToString(cookie), Options(http));
    }

    /// <summary>Ends the session on every replica; throws when that is not known to have happened.</summary>
    public async Task EndAsync(HttpContext http)
    {
        if (IdOf(http) is { } id) await storage.Sessions.RemoveAsync(id, http.RequestAborted);
        http.Response.Cookies.Delete(Cookie, Options(http));
    }

    /// <summary>Without an age: it ends with the browser at the latest.</summary>
    public static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        Path = http.Request.PathBase.HasValue ? http.Request.PathBase.ToUriComponent() : "/",
        IsEssential = true,
    };

    /// <summary>The random bits in a cookie, or null when there are none.</summary>
    public static byte[]? BitsOf(HttpContext http, string cookie)
    {
        var bits = new byte[SHA256.HashSizeInBytes];
        var isWhole = http.Request.Cookies[cookie] is { Length: 43 } text && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bits, out var written) && written == bits.Length;
        return isWhole ? bits : null;
    }

    private static byte[]? IdOf(HttpContext http) => BitsOf(http, Cookie) is { } bits ? SHA256.HashData(bits) : null;
}
