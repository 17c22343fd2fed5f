using Dataface.Flags.Files;

namespace Dataface.Flags.Http;

/// <summary>Where the key comes from. Messages never hold it. Thread-safe.</summary>
internal sealed class ApiKeySource(HttpFlagOptions options)
{
    private const string NoKey = "no key";

    private readonly Lock _gate = new();
    private (FileFingerprint File, string? Key) _read;

    public static bool IsWellFormed(string key) => key.Length > 0 && key.All(c => c is > ' ' and < '\x7f');

    /// <summary>The key of now; null when none is wanted.</summary>
    /// <param name="isRefused">Whether the server does not know the one before.</param>
    /// <exception cref="FlagServerException">There is no key where it should be.</exception>
    public async ValueTask<string?> ReadAsync(bool isRefused, CancellationToken cancellationToken)
    {
        if (options.ApiKeyProvider is { } provider)
        {
            return Checked(await AskAsync(provider, cancellationToken).ConfigureAwait(false),
                "ApiKeyProvider has given a key that is empty, or has characters that no key has.");
        }

        return options.ApiKeyFile is { } path ? FromFile(Path.GetFullPath(path), isRefused) : options.ApiKey;
    }

    /// <summary>Whoever gives the key may hang and heed no cancellation, and fails in its own way.</summary>
    private static async Task<string> AskAsync(Func<CancellationToken, ValueTask<string>> provider, CancellationToken cancellationToken)
    {
        try
        {
            return await provider(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            throw new FlagServerException($"ApiKeyProvider has failed: {error.Message}", error) { IsTransient = true, Cause = NoKey };
        }
    }

    private string FromFile(string path, bool isRefused)
    {
        lock (_gate)
        {
            var file = FileFingerprint.Of(path);
            if (!isRefused && _read.Key is { } known && file == _read.File) return known;
            try
            {
                _read = (file, Checked(File.ReadAllText(path).Trim(), $"The key file {path} is empty, or holds more than a key."));
            }
            catch (Exception error) when (error is IOException and not FlagServerException or UnauthorizedAccessException)
            {
                // It may be about to be replaced; the key that was read last may still be good.
                if (_read.Key is null || isRefused)
                {
                    throw new FlagServerException(
                        $"The key file {path} cannot be read: {error.Message}", error)
                    { IsTransient = true, Cause = NoKey };
                }
            }

            return _read.Key!;
        }
    }

    private static string Checked(string? key, string problem) =>
        key is not null && IsWellFormed(key) ? key : throw new FlagServerException(problem) { Cause = NoKey };
}
