namespace Dataface.Flags.Expiry;

/// <summary>A flag whose life is over or soon will be.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Expires">The UTC day from which it is off.</param>
/// <param name="DaysLeft">Days until then; 0 or less when it is expired.</param>
/// <param name="IsFullyOn">Whether everybody whom no rule matches has it now: it will be missed.</param>
public sealed record ExpiringFlag(string Flag, string Owner, DateOnly Expires, int DaysLeft, bool IsFullyOn)
{
    /// <summary>Whether it is off already.</summary>
    public bool IsExpired => DaysLeft <= 0;
}
