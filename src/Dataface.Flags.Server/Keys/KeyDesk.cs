using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Keys;

/// <summary>Carries changes of keys out, each with its record in the audit trail first: what cannot be recorded does not happen.</summary>
internal sealed class KeyDesk(KeyStore store, ServerStorage storage, TimeProvider time)
{
    public async Task<NewSecretAnswer> MakeAsync(HttpContext http, ApiKey key)
    {
        var (text, secret) = SecretText.Make(http.Caller().Name, time.GetUtcNow());
        await ChangeAsync(http, $"made the key '{key.Name}' ({string.Join(", ", ScopeNames.List(key.Scopes))}; environment {key.Environment ?? "any"}{(key.Team is null ? "" : $"; team {key.Team}")}), secret {secret.Id}",
            keys => keys.Any(k => k.Name == key.Name)
                ? throw new ProblemException(Problem.NotPossible($"There is a key '{key.Name}' already. Rotate it, or choose another name."))
                : keys.Count >= ApiKey.MaxKeys
                ? throw new ProblemException(Problem.NotPossible($"There are {keys.Count} keys already. Revoke those that nobody uses."))
                : [.. keys, key with { Secrets = [secret] }]);
        return new(key.Name, secret.Id, text);
    }

    public async Task<NewSecretAnswer> RotateAsync(HttpContext http, string name)
    {
        var (text, secret) = SecretText.Make(http.Caller().Name, time.GetUtcNow());
        await ChangeAsync(http, $"rotated the key '{name}': new secret {secret.Id}", keys => [.. With(keys, name, key => Rotated(key, secret))]);
        return new(name, secret.Id, text);
    }

    /// <param name="http">The request.</param>
    /// <param name="name">The key.</param>
    /// <param name="id">The secret; null for all.</param>
    public async Task RevokeAsync(HttpContext http, string name, string? id)
    {
        await ChangeAsync(
            http,
            id is null ? $"revoked the key '{name}'" : $"revoked the secret {id} of the key '{name}'",
            keys => [.. With(keys, name, key => Revoked(key, id)).Where(key => key.Secrets.Count > 0)]);
    }

    private static ApiKey Rotated(ApiKey key, ApiSecret secret) => key.Secrets.Count < ApiKey.MaxSecrets
        ? key with { Secrets = [.. key.Secrets, secret] }
        : throw new ProblemException(Problem.NotPossible(
            $"The key '{key.Name}' has {key.Secrets.Count} valid secrets already ({string.Join(", ", key.Secrets.Select(s => s.Id))}). Revoke the one that nobody uses any more, then rotate."));

    private static ApiKey Revoked(ApiKey key, string? id)
    {
        if (id is null) return key with { Secrets = [] };
        var left = key.Secrets.Where(s => s.Id != id).ToList();
        return left.Count < key.Secrets.Count ? key with { Secrets = left } : throw new ProblemException(Problem.NotFound($"The key '{key.Name}' has no secret '{id}'."));
    }

    private static IEnumerable<ApiKey> With(IReadOnlyList<ApiKey> keys, string name, Func<ApiKey, ApiKey> change) => keys.Any(k => k.Name == name)
        ? keys.Select(key => key.Name == name ? change(key) : key)
        : throw new ProblemException(Problem.NotFound($"There is no key '{name}' in the server's own list. GET /api/keys has it; keys of configuration are changed there."));

    /// <summary>What is refused leaves no record of having been done.</summary>
    private async Task ChangeAsync(HttpContext http, string what, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        _ = change(await store.ListAsync(http.RequestAborted));
        await RecordAsync(http, what);
        await store.ChangeAsync(change, http.RequestAborted);
    }

    private ValueTask<StateReach> RecordAsync(HttpContext http, string what) => storage.State.ApplyAsync(
        new StateChange
        {
            Environment = "*",
            Action = StateAction.Configure,
            Flag = "*",
            By = http.Caller().Name,
            From = http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            Reason = what,
            At = time.GetUtcNow(),
        },
        http.RequestAborted);
}
