using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Makes and knows the tokens of instances: each is a keyed hash of the instance, its key and its environment, so that any replica knows
/// it, also after a restart, and nothing is kept for it. Thread-safe.
/// </summary>
internal sealed class InstanceTokens(ServerStorage storage)
{
    private const string Setting = "instance-tokens";

    private volatile byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private volatile bool _isShared;

    /// <summary>Takes the secret that all replicas share, and makes it when there is none; until then, it is this server's own.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_isShared) return;
        if (await storage.Settings.ReadAsync(Setting, cancellationToken) is null)
        {
            // Another replica may be first: then its secret is the one.
            await storage.Settings.WriteAsync(Setting, _secret, 0, cancellationToken);
        }

        if (await storage.Settings.ReadAsync(Setting, cancellationToken) is not { } kept) return;
        (_secret, _isShared) = (kept.Value, true);
    }

    public string Make(Guid id, string key, string environment) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes($"{id:N}\n{environment}\n{key}")).AsSpan(0, 16));

    public bool IsRight(string token, Guid id, string key, string environment) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Make(id, key, environment)));
}
