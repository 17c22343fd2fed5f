using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Keys;

/// <summary>The valid keys at one moment. Immutable; thread-safe.</summary>
internal sealed class KeyRing
{
    /// <summary>By the first eight bytes of the hash, which tell nothing of the secret; the rest is compared in constant time.</summary>
    private readonly FrozenDictionary<ulong, (byte[] Hash, Caller Caller)[]> _callers;

    public KeyRing(IEnumerable<ApiKey> keys)
    {
        _callers = keys
            .SelectMany(key => key.Secrets.Select(secret => (Hash: secret.Sha256, Caller: CallerOf(key))))
            .GroupBy(entry => Prefix(entry.Hash))
            .ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    public static KeyRing Empty { get; } = new([]);

    public bool IsEmpty => _callers.Count == 0;

    /// <summary>Whose secret it is, or null.</summary>
    public Caller? Find(ReadOnlySpan<char> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return SecretText.TryHash(secret, hash) ? FindHash(hash) : null;
    }

    /// <summary>Whose secret has a hash, or null.</summary>
    public Caller? FindHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != SHA256.HashSizeInBytes || !_callers.TryGetValue(Prefix(hash), out var entries)) return null;
        foreach (var (known, caller) in entries)
        {
            if (CryptographicOperations.FixedTimeEquals(known, hash)) return caller;
        }

        return null;
    }

    /// <summary>Whatever scopes a public key may have come to: it evaluates.</summary>
    private static Caller CallerOf(ApiKey key) => key.PublicFlags is { } flags
        ? new(key.Name, key.Scopes & Scope.Evaluate, key.Environment, key.Team) { PublicFlags = flags.ToFrozenSet(StringComparer.Ordinal) }
        : new(key.Name, key.Scopes, key.Environment, key.Team);

    private static ulong Prefix(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);
}
