namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// Words for what is never behind a flag and never tried out on users: authentication, sessions, security, law and private data.
/// A word may have several parts, joined by hyphens.
/// </summary>
internal static class SecurityWords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "authentication", "auth", "authn", "authenticator", "authorization", "authorisation", "authz", "access-control", "access-rights",
            "rbac", "login", "log-in", "logon", "signin",
        "sign-in", "logout", "log-out", "signout", "sign-out", "sso", "single-sign-on", "saml", "oauth", "oauth2", "oidc", "openid",
            "openid-connect", "ldap", "kerberos",
        "scim", "mfa", "2fa", "two-factor", "multi-factor", "otp", "totp", "passkey", "passkeys", "webauthn", "fido", "fido2", "password",
            "passwords", "password-reset", "passcode",
        "credential", "credentials", "identity", "identity-provider", "idp", "session", "sessions", "jwt", "access-token", "access-tokens",
            "api-key", "api-keys", "captcha",
        "security", "csrf", "xss", "cors", "csp", "tls", "certificates", "encryption", "cryptography", "crypto-keys", "secrets", "firewall",
            "fraud", "fraud-detection", "anti-fraud",
        "compliance", "audit", "audit-log", "audit-trail", "legal", "law", "regulation", "regulatory", "terms", "terms-of-service",
            "imprint", "consent", "cookie-consent",
        "cookie-banner", "cookies", "age-verification", "kyc", "aml", "sanctions", "sox", "pci", "pci-dss", "hipaa", "privacy",
            "private-data", "personal-data", "sensitive-data",
        "health-data", "data-protection", "data-privacy", "data-retention", "data-deletion", "data-subject-rights", "right-to-erasure",
            "gdpr", "dsgvo", "ccpa", "pii", "phi",
    ];

    /// <summary>The word that a name has as a whole part, or null: <c>new-login-page</c> has <c>login</c>.</summary>
    public static string? In(string name, IEnumerable<string> words)
    {
        var parts = $"-{Normal(name)}-";
        return words.FirstOrDefault(word => parts.Contains($"-{word}-", StringComparison.Ordinal));
    }

    /// <summary>One spelling: <c>Private_Data</c> is <c>private-data</c>.</summary>
    public static string Normal(string name) =>
        string.Join('-', name.ToLowerInvariant().Split(
            [' ', '_', '-', '.', '/', '&', '+', ':'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
