namespace Dataface.Flags.Server.Experiments;

/// <summary>Counts answers of the registry's read routes. Thread-safe.</summary>
internal sealed class ReadCounter
{
    private long _answered;
    private long _failed;

    public void Add(bool isFailure)
    {
        Interlocked.Increment(ref _answered);
        if (isFailure) Interlocked.Increment(ref _failed);
    }

    public (long Answered, long Failed) Read() => (Volatile.Read(ref _answered), Volatile.Read(ref _failed));
}
