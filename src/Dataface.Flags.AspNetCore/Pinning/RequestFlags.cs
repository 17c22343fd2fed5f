using System.Security.Claims;

namespace Dataface.Flags.AspNetCore.Pinning;

/// <summary>
/// One view of the flags for one context. The snapshot is renewed when it has been pinned for as long as the options say and
/// there is a newer one, so that a view which lives as long as a connection follows restores, ramps and documents. Kills reach it
/// through the snapshot itself.
/// </summary>
internal sealed class RequestFlags : IRequestFlags
{
    private readonly IFlagClient? _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _repinAfter;
    private volatile FlagSnapshot _snapshot;
    private long _pinnedAt;

    /// <param name="client">Pins; null where the context could not be made, so that every flag stays off.</param>
    /// <param name="context">The context to evaluate for.</param>
    /// <param name="user">The user at the time of the pin, to notice a pin that was made before authentication.</param>
    /// <param name="options">How long a pin lasts, and by which clock.</param>
    public RequestFlags(IFlagClient? client, EvaluationContext context, ClaimsPrincipal? user, RequestFlagsOptions options)
    {
        (_client, _time, _repinAfter, Context, User) = (client, options.TimeProvider, options.RepinAfter, context, user);
        (_snapshot, _pinnedAt) = (client?.Pin() ?? FlagSnapshot.Empty, _time.GetTimestamp());
    }

    /// <summary>The pin. The clock is read only when there is a newer one.</summary>
    public FlagSnapshot Snapshot
    {
        get
        {
            var snapshot = _snapshot;
            return _client is null || ReferenceEquals(_client.Pin(), snapshot) || !IsOver ? snapshot : Repin(_client);
        }
    }

    public EvaluationContext Context { get; }

    public ClaimsPrincipal? User { get; }

    private bool IsOver => _time.GetElapsedTime(Volatile.Read(ref _pinnedAt)) >= _repinAfter;

    public bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Snapshot.IsEnabled(key, context ?? Context);

    /// <summary>Of two threads that come at once both pin, and the later one stays.</summary>
    private FlagSnapshot Repin(IFlagClient client)
    {
        var snapshot = client.Pin();
        _snapshot = snapshot;
        Volatile.Write(ref _pinnedAt, _time.GetTimestamp());
        return snapshot;
    }
}
