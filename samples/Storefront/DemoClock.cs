namespace Dataface.Flags.Samples.Storefront;

/// <summary>A clock that runs as fast as ours, but began at another time.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    private readonly TimeSpan _offset = start - DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + _offset;
}
