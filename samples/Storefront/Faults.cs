namespace Dataface.Flags.Samples.Storefront;

/// <summary>What goes wrong in the shop, to see what the guard makes of it. Thread-safe.</summary>
internal sealed class Faults
{
    private volatile float _newCheckout;
    private volatile float _payment;
    private volatile bool _hangs;

    /// <summary>The share of new checkouts that fail by their own fault; 0 at first.</summary>
    public float NewCheckout
    {
        get => _newCheckout;
        set => _newCheckout = value;
    }

    /// <summary>The share of all checkouts that fail because the payment service does; 0 at first.</summary>
    public float Payment
    {
        get => _payment;
        set => _payment = value;
    }

    /// <summary>Whether the new checkout never answers.</summary>
    public bool Hangs
    {
        get => _hangs;
        set => _hangs = value;
    }

    /// <summary>Throws now and then, or waits until the caller has left.</summary>
    public async Task StrikeAsync(bool isNew, CancellationToken callerLeft)
    {
        if (isNew && _hangs) await Task.Delay(Timeout.Infinite, callerLeft);
        if (Random.Shared.NextDouble() < _payment) throw new InvalidOperationException("The payment service does not answer.");
        if (isNew && Random.Shared.NextDouble() < _newCheckout)
            throw new InvalidOperationException("The new checkout has lost the basket.");
    }
}
