namespace Dataface.Flags.Expiry;

/// <summary>A flag whose life is over or soon will be.</summary>
public sealed record ExpiringFlag
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The UTC day from which it is off.</summary>
    public required DateOnly Expires { get; init; }

    /// <summary>Days until then; 0 or less when it is expired.</summary>
    public required int DaysLeft { get; init; }

    /// <summary>Whether everybody whom no rule matches has it now: it will be missed.</summary>
    public bool IsFullyOn { get; init; }

    /// <summary>Whether it is off already.</summary>
    public bool IsExpired => DaysLeft <= 0;
}
