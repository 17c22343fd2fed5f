using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Keys;

/// <summary>Carries changes of keys out, each with its record in the audit trail first: what cannot be recorded does not happen.</summary>
internal sealed class KeyService(KnownKeys store, ServerStorage storage, TimeProvider time)
{
    /// <summary>The keys that a caller may know of: those that can do no more than his own.</summary>
    public async Task<IEnumerable<ApiKey>> ListAsync(Caller caller, CancellationToken cancellationToken) =>
        (await store.ListAsync(cancellationToken)).Where(key => IsHis(caller, key));

    public async Task<NewSecretAnswer> MakeAsync(HttpContext http, ApiKey key)
    {
        var caller = http.Caller();
        if (!IsHis(caller, key)) throw new ProblemException(Problem.Forbidden(MoreThan(caller)));
        var (text, secret) = SecretText.Make(http.Caller().Name, time.GetUtcNow());
        await ChangeAsync(
            http,
            new("key.made", key.Name),
            $"made the key '{key.Name}' ({string.Join(", ", ScopeNames.List(key.Scopes))}; environment {key.Environment ?? "any"}"
                + $"{(key.Team is null ? "" : $"; team {key.Team}")}{PublicFlags.Describe(key.PublicFlags)})",
            keys => keys.Count >= ApiKey.MaxKeys
                ? throw new ProblemException(Problem.NotPossible($"There are {keys.Count} keys already. Revoke those no longer in use."))
                : [.. Unused(keys, key.Name), key with { Secrets = [secret] }]);
        return new(key.Name, secret.Id, text);
    }

    public async Task<NewSecretAnswer> RotateAsync(HttpContext http, string name)
    {
        var (text, secret) = SecretText.Make(http.Caller().Name, time.GetUtcNow());
        await ChangeAsync(
            http, new("key.rotated", name, secret.Id), $"rotated the key '{name}': new secret {secret.Id}", keys =>
                [.. With(keys, http.Caller(), name, key => Rotated(key, secret))]);
        return new(name, secret.Id, text);
    }

    /// <param name="http">The request.</param>
    /// <param name="name">The key.</param>
    /// <param name="id">The secret; null for all.</param>
    public async Task RevokeAsync(HttpContext http, string name, string? id)
    {
        await ChangeAsync(
            http,
            new("key.revoked", name, id),
            id is null ? $"revoked the key '{name}'" : $"revoked the secret {id} of the key '{name}'",
            keys => [.. With(keys, http.Caller(), name, key => Revoked(key, id)).Where(key => key.Secrets.Count > 0)]);
    }

    private static ApiKey Rotated(ApiKey key, ApiSecret secret) => key.Secrets.Count < ApiKey.MaxSecrets
        ? key with { Secrets = [.. key.Secrets, secret] }
        : throw new ProblemException(Problem.NotPossible(
            $"The key '{key.Name}' has {key.Secrets.Count} valid secrets already "
            + $"({string.Join(", ", key.Secrets.Select(s => s.Id))}). Revoke the one no longer in use, then rotate."));

    private static ApiKey Revoked(ApiKey key, string? id)
    {
        if (id is null) return key with { Secrets = [] };
        var left = key.Secrets.Where(s => s.Id != id).ToList();
        return left.Count < key.Secrets.Count
            ? key with { Secrets = left } : throw new ProblemException(Problem.NotFound($"The key '{key.Name}' has no secret '{id}'."));
    }

    /// <summary>Neither another key nor one of configuration may have the name, which is who did something in the audit trail.</summary>
    private IReadOnlyList<ApiKey> Unused(IReadOnlyList<ApiKey> keys, string name) =>
        keys.Select(key => key.Name).Concat(store.ConfiguredNames).Contains(name)
        ? throw new ProblemException(Problem.NotPossible($"There is a key '{name}' already. Rotate it, or choose another name."))
        : keys;

    /// <summary>
    /// One that can do more than the caller's own is not there for him, so that he can neither take it over nor take it away.
    /// </summary>
    private static IEnumerable<ApiKey> With(IReadOnlyList<ApiKey> keys, Caller caller, string name, Func<ApiKey, ApiKey> change) =>
        keys.Any(key => key.Name == name && IsHis(caller, key))
        ? keys.Select(key => key.Name == name ? change(key) : key)
        : throw new ProblemException(Problem.NotFound(
            $"There is no key '{name}' in the server's own list that can do no more than yours. GET /api/keys lists those; keys of "
            + $"configuration are changed there."));

    private static bool IsHis(Caller caller, ApiKey key) => caller.MayHandOut(key.Scopes, key.Environment, key.Team);

    private static string MoreThan(Caller caller) =>
        $"A key cannot make a key that can do more than itself. '{caller.Name}' has the scopes "
        + $"{string.Join(", ", ScopeNames.List(caller.Scopes))}"
        + $"{(caller.Environment is null ? "" : $" for the environment '{caller.Environment}'")}"
        + $"{(caller.Team is null ? "" : $" and the team '{caller.Team}'")}."
        + $" Ask for no other{(caller.Environment is null ? "" : $", write \"environment\": "
            + $"\"{caller.Environment}\"")}, or use another key.";

    /// <summary>What is refused leaves no record of having been done.</summary>
    private async Task ChangeAsync(
        HttpContext http, KeyEvidence evidence, string what, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        _ = change(await store.ListAsync(http.RequestAborted));
        await RecordAsync(http, evidence, what);
        await store.ChangeAsync(change, CancellationToken.None);
    }

    private ValueTask<RecordedChange> RecordAsync(HttpContext http, KeyEvidence evidence, string what) => storage.State.ApplyAsync(
        http.Noted(what, time.GetUtcNow()) with { Evidence = evidence.Write() }, http.RequestAborted);
}
