using System.Security.Cryptography;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Dataface.Flags.Server.Sessions;

/// <summary>
/// A session of a person at a browser: an encrypted, signed cookie that names a key by its hash. The key decides at each request, so that a revoked
/// key ends its sessions. Thread-safe.
/// </summary>
internal sealed class SessionCookie(IDataProtectionProvider protection, KeyStore keys)
{
    public const string Name = "dataface-flags-session";

    /// <summary>How long a session lasts: a working day.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Dataface.Flags.Server.Session").ToTimeLimitedDataProtector();

    /// <summary>Whose session a request belongs to, or null.</summary>
    public Caller? Find(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 and <= 1_000 } cookie) return null;
        try
        {
            return keys.Ring.FindHash(Convert.FromBase64String(_protector.Unprotect(cookie)));
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            // Expired, signed by a key that is gone, or made up: all the same, nobody is signed in.
            return null;
        }
    }

    /// <summary>Begins a session for a key's secret.</summary>
    public void Begin(HttpContext http, string secret) =>
        http.Response.Cookies.Append(Name, _protector.Protect(Convert.ToBase64String(SecretText.Hash(secret)), Life), Options(http));

    /// <summary>Ends the session.</summary>
    public static void End(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http));

    /// <summary>Without an age: it ends with the browser at the latest.</summary>
    private static CookieOptions Options(HttpContext http) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, Path = "/", IsEssential = true };
}
