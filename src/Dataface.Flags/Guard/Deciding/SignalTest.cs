namespace Dataface.Flags.Guard.Deciding;

/// <summary>The test of one signal for one treatment in one epoch. Buckets are taken in once each, in order; the open one is only looked at. Not thread-safe.</summary>
internal abstract class SignalTest(string signal, GuardSignalKind kind, double alpha)
{
    public string Signal => signal;

    public GuardSignalKind Kind => kind;

    /// <summary>The part of the budget that this test may spend.</summary>
    public double Alpha => alpha;

    /// <summary>ln of the evidence that aborts.</summary>
    public double Threshold { get; } = -Math.Log(alpha);

    /// <summary>ln E at the last look, beyond what a side that reports less explains.</summary>
    public double LogE { get; private set; }

    /// <summary>ln E as if both sides reported alike.</summary>
    protected double RawLogE { get; set; }

    public long Treatment { get; protected set; }

    public long Control { get; protected set; }

    /// <summary>Whether it aborts now.</summary>
    public virtual bool IsHarm(bool hasControl) => hasControl && LogE >= Threshold;

    /// <summary>Leaves of the evidence what is beyond a side that reports less: less than without, so that the bound stays.</summary>
    /// <param name="sides">How the sides report; null when there is no control.</param>
    public void Weigh(SidesReporting? sides) => LogE = RawLogE - ExplainedBy(sides);

    /// <summary>Takes in a bucket that is closed.</summary>
    public abstract void Close(TimeBucket bucket);

    /// <summary>Looks at the bucket that is open.</summary>
    public abstract void Look(TimeBucket open);

    /// <summary>ln of the evidence that a side reports less, of the side whose silence looks like harm here; 0 or more.</summary>
    protected abstract double ExplainedBy(SidesReporting? sides);
}
