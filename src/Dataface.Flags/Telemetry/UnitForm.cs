namespace Dataface.Flags.Telemetry;

/// <summary>How the unit that a flag was evaluated for, such as a user's id, is written when it leaves the process.</summary>
public enum UnitForm
{
    /// <summary>
    /// The default: the first 16 bytes of HMAC-SHA256 of the unit's UTF-8 text under <see cref="FlagClientOptions.UnitSecret"/>, in lower
    /// case hexadecimal. A unit looks the same wherever the secret is the same, and cannot be guessed without the secret.
    /// </summary>
    KeyedHash,

    /// <summary>Not at all. Exposures need one of the other two.</summary>
    None,

    /// <summary>As it is. Use it only where every reader of the telemetry may know the unit.</summary>
    Plain,
}
