namespace Dataface.Flags.Server.Instances;

/// <summary>
/// Whether instances of one environment were refused lately, by this server or by a replica, for want of room. Its environment's lock
/// guards it.
/// </summary>
internal sealed class KeptRefusals(TimeProvider time)
{
    /// <summary>So often others are told, however many are refused.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromMinutes(1);

    private readonly Guid _id = Guid.NewGuid();
    private long? _heardAt;
    private long? _toldAt;
    private long _sequence;
    private bool _isDue;

    public bool AreRecent => _heardAt is { } at && time.GetElapsedTime(at) < InstanceBounds.Refused;

    /// <summary>This server refuses one; whether others have to be told.</summary>
    public bool Add()
    {
        _heardAt = time.GetTimestamp();
        if (_toldAt is { } told && time.GetElapsedTime(told) < Told) return false;
        _toldAt = _heardAt;
        _isDue = true;
        return true;
    }

    /// <summary>A replica has refused one.</summary>
    public void Hear(long at) => _heardAt = Math.Max(_heardAt ?? at, at);

    /// <summary>What others have to be told; null for nothing.</summary>
    public RefusalLine? Take(string environment)
    {
        if (!_isDue) return null;
        _isDue = false;
        return new(_id, ++_sequence, _toldAt!.Value, environment);
    }
}
