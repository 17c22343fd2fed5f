namespace Dataface.Flags.Http;

/// <summary>Where a server may be.</summary>
internal static class FlagServerAddress
{
    /// <exception cref="ArgumentException">The address is not an absolute one of http or https, or holds a user or a password.</exception>
    public static void ThrowIfInvalid(Uri address)
    {
        if (address.IsAbsoluteUri && address.Scheme is "http" or "https"
            && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0) return;

        // Not repeated in the message: it may hold a password.
        throw new ArgumentException(
            "The server's address must be absolute, of http or https, without user, query or fragment. Write "
            + "\"https://flags.example.com\".", nameof(address));
    }
}
