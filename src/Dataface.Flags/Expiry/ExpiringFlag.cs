namespace Dataface.Flags.Expiry;

/// <summary>A flag that has expired or will soon expire.</summary>
public sealed record ExpiringFlag
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>The team or person responsible for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The UTC day from which it is off.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Days until then; 0 or less when it is expired.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>Whether the flag is fully on: everyone whom no rule matches has it now and will miss it.</summary>
    public bool IsFullyOn { get; init; }

    /// <summary>Whether it is off already.</summary>
    public bool IsExpired => DaysLeft <= 0;
}
