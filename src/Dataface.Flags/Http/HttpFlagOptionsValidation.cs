using System.Globalization;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Http;

/// <summary>What options must be like; each failure says what to write instead, and none repeats a key.</summary>
internal static class HttpFlagOptionsValidation
{
    public static void ThrowIfInvalid(HttpFlagOptions options)
    {
        var failures = Failures(options).ToList();
        if (failures.Count > 0) throw new OptionsValidationException(Options.DefaultName, typeof(HttpFlagOptions), failures);
    }

    /// <summary>
    /// A start that ends before its first request has failed once would not know whether to go on with the cache, and could not say why.
    /// </summary>
    public static string? AgainstStart(TimeSpan request, TimeSpan start) =>
        request < start ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"RequestTimeout ({request}) of the flag server is not below StartupTimeout "
            + $"({start}), so that a start would give up before its first request does. "
            + $"Set http.RequestTimeout below it, such as to {start / 2}, or options.StartupTimeout above it, such as to {request * 2}.");

    private static IEnumerable<string> Failures(HttpFlagOptions options)
    {
        object?[] keys = [options.ApiKey, options.ApiKeyFile, options.ApiKeyProvider];
        if (keys.Count(k => k is not null) > 1) yield return "ApiKey, ApiKeyFile and ApiKeyProvider exclude each other. Set one of them.";
        if (options.ApiKey is not null && !ApiKeySource.IsWellFormed(options.ApiKey))
            yield return "ApiKey is empty, or has characters that no key has. Write the key as the server printed it.";
        if (options.ApiKeyFile is not null && string.IsNullOrWhiteSpace(options.ApiKeyFile))
            yield return "ApiKeyFile is empty. Write the file's path.";
        if (options.PollInterval < TimeSpan.FromMilliseconds(100) || options.PollInterval > TimeSpan.FromDays(1))
            yield return "PollInterval is not between 0.1 seconds and a day. Leave it at 30 seconds.";
        if (options.RequestTimeout <= TimeSpan.Zero || options.RequestTimeout > TimeSpan.FromMinutes(5))
        {
            yield return "RequestTimeout is not above zero and at most 5 minutes. Leave it at 5 seconds.";
        }

        if (options.HeartbeatTimeout <= TimeSpan.Zero || options.HeartbeatTimeout > TimeSpan.FromDays(1))
            yield return "HeartbeatTimeout is not above zero and at most a day. Leave it out for three heartbeats.";
        if (options.MaxResponseBytes is < 1 or >= 1024 * 1024 * 1024)
            yield return "MaxResponseBytes is not above zero and below 1 GiB. Leave it at 64 MiB.";
        if (options.HttpClient is not null && options.HttpMessageHandler is not null)
            yield return "HttpClient and HttpMessageHandler exclude each other. Set one of them.";
    }
}
