using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Keys;

/// <summary>Keys of configuration; what is wrong with one is told without its secret.</summary>
internal static class ConfiguredKeyReader
{
    private const int LeastLength = 24;

    public static ApiKey Read(ServerSettings.ConfiguredKey key)
    {
        var failures = Failures(key).ToList();
        if (failures.Count > 0) throw new OptionsValidationException(ServerSettings.Section, typeof(ServerSettings), failures);
        var hash = key.Secret is { } secret ? SecretText.Hash(secret) : Convert.FromHexString(key.Sha256!);
        var scopes = ScopeNames.Parse(key.Scopes, out _)!.Value;
        return new(key.Name!, scopes, key.Environment, key.Team, [new("configured", hash, default, "configuration")])
        {
            PublicFlags = PublicFlagsOf(key),
        };
    }

    public static IEnumerable<string> Failures(ServerSettings.ConfiguredKey key)
    {
        var name = string.IsNullOrWhiteSpace(key.Name) ? "A configured key" : $"The configured key '{key.Name}'";
        if (string.IsNullOrWhiteSpace(key.Name)) yield return $"{name} has no name. Write one, such as \"Name\": \"storefront\".";
        if (key.Secret is null == key.Sha256 is null) yield return $"{name} needs either Secret or Sha256. Write one of them.";
        if (key.Secret is { Length: < LeastLength or > SecretText.MaxLength })
            yield return $"{name} has a secret of fewer than {LeastLength} or more than {SecretText.MaxLength} characters. Make one, "
                + $"such as with \"openssl rand -hex 32\".";
        if (key.Sha256 is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            yield return $"{name} has a Sha256 that is not 64 hexadecimal digits.";
        if (key.Scopes.Count == 0) yield return $"{name} has no scopes. Write some of: {ScopeNames.All}.";
        var scopes = ScopeNames.Parse(key.Scopes, out var unknown);
        if (scopes is null) yield return $"{name} has the unknown scope '{unknown}'. Write some of: {ScopeNames.All}.";
        if (key.Environment is { } environment && !EnvironmentNames.IsValid(environment))
        {
            yield return $"{name} has the invalid environment name '{environment}'. {EnvironmentNames.Remedy}";
        }

        if (TeamNames.WhyNot(key.Team, scopes ?? Scope.None) is { } why) yield return $"{name} has {why}";
        if (PublicFlags.WhyNot(PublicFlagsOf(key), scopes ?? Scope.Evaluate, key.Team) is { } whyNot) yield return $"{name} has {whyNot}";
    }

    private static IReadOnlyList<string>? PublicFlagsOf(ServerSettings.ConfiguredKey key) =>
        key.PublicFlags.Count == 0 ? null : [.. key.PublicFlags];
}
