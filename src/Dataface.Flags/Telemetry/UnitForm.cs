namespace Dataface.Flags.Telemetry;

/// <summary>How the unit that a flag was evaluated for, such as a user's id, is written where it leaves the process.</summary>
public enum UnitForm
{
    /// <summary>
    /// The default: the first 16 bytes of HMAC-SHA256 of the unit's UTF-8 text under <see cref="FlagClientOptions.UnitSecret"/>, in lower
    /// case hexadecimal. The same unit reads the same everywhere the secret is the same, and cannot be guessed without it.
    /// </summary>
    KeyedHash,

    /// <summary>Not at all. Exposures need one of the other two.</summary>
    None,

    /// <summary>As it is. Only where it may be known to whoever reads the telemetry.</summary>
    Plain,
}
