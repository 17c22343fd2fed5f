using System.Security.Cryptography;
using System.Text;

namespace Dataface.Flags.Telemetry;

/// <summary>Writes units in the form in which they may leave the process. Thread-safe.</summary>
internal sealed class UnitNames(UnitForm form, string? secret)
{
    /// <summary>Longer units are in no event and no exposure, so that forged ones cannot fill memory or disk.</summary>
    public const int LongestUnit = 256;

    private const int KeptUnits = 1_024;
    private const int HashBytes = 16;
    private const int MaxBytesPerChar = 3;

    private readonly KeptName?[] _kept = form == UnitForm.KeyedHash ? new KeptName?[KeptUnits] : [];
    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret ?? "");

    // Setting a hash up costs several times what the hash itself does, so one is kept; another thread at the same time makes its own.
    private IncrementalHash? _idle;

    /// <summary>The unit as it may be written, or null when it may not be.</summary>
    public string? Of(string? unit) => form switch
    {
        _ when unit is null => null,
        UnitForm.Plain => unit,
        UnitForm.KeyedHash => KeyedHash(unit),
        _ => null,
    };

    /// <summary>
    /// The unit of a context as it may be written, or null. A keyed hash costs as much as fifty evaluations, so those of the last units are
    /// kept, found by the hash that the context has kept.
    /// </summary>
    public string? Of(EvaluationContext context, string attribute)
    {
        var unit = TextOf(context, attribute);
        if (unit is null || form != UnitForm.KeyedHash || !context.TryGetUnitHash(attribute, out var hash)) return Of(unit);
        ref var place = ref _kept[hash % KeptUnits];
        if (Volatile.Read(ref place) is { } kept && string.Equals(kept.Unit, unit)) return kept.Name;
        kept = new(unit, KeyedHash(unit));
        Volatile.Write(ref place, kept);
        return kept.Name;
    }

    /// <summary>The text of a context's unit; null when it has none, is private, or is too long.</summary>
    public static string? TextOf(EvaluationContext context, string attribute)
    {
        var index = context.IndexOf(attribute);
        if (index < 0) return null;
        ref var slot = ref context[index];
        return slot.IsPrivate || slot.Value.UnitText is not { Length: <= LongestUnit } text ? null : text;
    }

    private string KeyedHash(string unit)
    {
        Span<byte> text = stackalloc byte[LongestUnit * MaxBytesPerChar];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var hmac = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(text[..Encoding.UTF8.GetBytes(unit, text)]);
        hmac.GetHashAndReset(hash);
        Interlocked.Exchange(ref _idle, hmac)?.Dispose();
        return Convert.ToHexStringLower(hash[..HashBytes]);
    }

    private sealed record KeptName(string Unit, string Name);
}
