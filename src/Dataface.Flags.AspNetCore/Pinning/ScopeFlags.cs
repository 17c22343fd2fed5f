using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore.Pinning;

/// <summary>
/// The flags of a scope that is not a request's own: of a hub invocation, a circuit, a worker, or one that somebody made inside a
/// request. Looks at each use whom it is for, so that whoever keeps it for longer than a request never answers one user for another.
/// </summary>
internal sealed class ScopeFlags(RequestFlagsSource source, ConnectionFlow connections, IHttpContextAccessor accessor) : IRequestFlags
{
    private volatile ConnectionPin? _assigned;
    private RequestFlags? _own;

    /// <summary>The view that a hub invocation or a circuit has given its scope; null in other scopes.</summary>
    public ConnectionPin? Assigned
    {
        get => _assigned;
        set => _assigned = value;
    }

    public FlagSnapshot Snapshot => Current.Snapshot;

    public EvaluationContext Context => Current.Context;

    private RequestFlags Current => _assigned?.Flags ?? connections.Current?.Flags ?? OfRequest() ?? connections.OfPoll ?? Own();

    // One view for both snapshot and context in every answer: the next look may find another one.
    public bool IsEnabled(string key) => Ask(Current).IsEnabled(key);

    public bool IsEnabled(FlagKey<bool> key) => Current.IsEnabled(key);

    public T GetValue<T>(FlagKey<T> key) => Ask(Current).GetValue(key);

    public string GetString(string key, string fallback) => Ask(Current).GetString(key, fallback);

    public double GetNumber(string key, double fallback) => Ask(Current).GetNumber(key, fallback);

    public Evaluation<bool> Evaluate(string key) => Ask(Current).Evaluate(key);

    public Evaluation<T> Evaluate<T>(FlagKey<T> key) => Ask(Current).Evaluate(key);

    public FlagExplanation Explain(string key) => Ask(Current).Explain(key);

    private static IRequestFlags Ask(RequestFlags flags) => flags;

    private RequestFlags? OfRequest()
    {
        try
        {
            return accessor.HttpContext is { } http ? source.Of(http) : null;
        }
        catch (ObjectDisposedException)
        {
            return null; // The request has ended while it was asked.
        }
    }

    private RequestFlags Own() => Volatile.Read(ref _own) ?? Interlocked.CompareExchange(ref _own, source.WithoutRequest(), null) ?? _own;
}
