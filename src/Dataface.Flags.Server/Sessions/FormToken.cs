using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Sessions;

/// <summary>
/// What makes a form the board's own: a code that follows from the session's cookie, or from a cookie of its own before somebody has
/// signed in. No other site gets either, nothing of it is stored, and every replica comes to the same code.
/// </summary>
internal static class FormToken
{
    /// <summary>The field of the form.</summary>
    public const string Field = "__RequestVerificationToken";

    private const string Cookie = "dataface-flags-form";

    /// <summary>The code for a form that is about to be shown.</summary>
    public static string Of(HttpContext http)
    {
        if (BitsOf(http) is { } known) return Code(known);
        var made = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        http.Response.Cookies.Append(Cookie, Base64Url.EncodeToString(made), BoardSessions.Options(http));
        return Code(made);
    }

    /// <summary>Whether a form that was sent is one that was shown to whoever sends it.</summary>
    public static async Task<bool> IsValidAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || BitsOf(http) is not { } bits) return false;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(form[Field].ToString()), Encoding.UTF8.GetBytes(Code(bits)));
    }

    private static byte[]? BitsOf(HttpContext http) =>
        BoardSessions.BitsOf(http, http.Features.Get<Session>() is null ? Cookie : BoardSessions.Cookie);

    private static string Code(byte[] bits) => Base64Url.EncodeToString(HMACSHA256.HashData(bits, "form"u8));
}
