namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// The test of one signal for one treatment in one epoch. Buckets are taken in once each, in order; the open one is only looked at. Not
/// thread-safe.
/// </summary>
internal abstract class SignalTest(string signal, GuardSignalKind kind, double alpha)
{
    private double _part = 1;
    private double _settled;

    public string Signal => signal;

    public GuardSignalKind Kind => kind;

    /// <summary>The part of the budget that this test may spend.</summary>
    public double Alpha => alpha * _part;

    /// <summary>ln of the evidence that aborts.</summary>
    public double Threshold => -Math.Log(Alpha);

    /// <summary>ln E at the last look, beyond what a side that reports less explains.</summary>
    public double LogE { get; private set; }

    /// <summary>ln E as if both sides reported alike.</summary>
    protected double RawLogE { get; set; }

    public long Treatment { get; protected set; }

    public long Control { get; protected set; }

    /// <summary>Says among how many instances it decides alone.</summary>
    /// <inheritdoc cref="AlphaBudget.PartOf"/>
    public void Divide(int instances) => _part = AlphaBudget.PartOf(instances);

    /// <summary>Whether it aborts now.</summary>
    /// <param name="hasControl">Whether there is a control to compare with.</param>
    public virtual bool IsHarm(bool hasControl) => hasControl && LogE >= Threshold;

    /// <summary>
    /// Leaves of the evidence what is beyond a side that reports less: less than without, so that the bound stays. While nothing is
    /// heard of the other side, no more counts than when it was heard of last: it only means to look less often.
    /// </summary>
    /// <param name="sides">How the sides report; null when there is no control.</param>
    /// <param name="isHeard">Whether something was heard in the open bucket of the side that this one is compared with.</param>
    public void Weigh(SidesReporting? sides, bool isHeard)
    {
        var logE = RawLogE - ExplainedBy(sides);
        LogE = isHeard ? logE : Math.Min(logE, _settled);
    }

    /// <summary>Notes how it stands after a bucket that is closed.</summary>
    /// <inheritdoc cref="Weigh"/>
    public void Settle(SidesReporting? sides, bool isHeard)
    {
        if (isHeard) _settled = RawLogE - ExplainedBy(sides);
    }

    /// <summary>Takes in a bucket that is closed.</summary>
    public abstract void Close(TimeBucket bucket);

    /// <summary>Looks at the bucket that is open.</summary>
    public abstract void Look(TimeBucket open);

    /// <summary>ln of the evidence that a side reports less, of the side whose silence looks like harm here; 0 or more.</summary>
    protected abstract double ExplainedBy(SidesReporting? sides);
}
