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
    public bool IsEnabled(string key, EvaluationContext? context = null) => Ask(Current).IsEnabled(key, context);

    public bool IsEnabled(FlagKey<bool> key, EvaluationContext? context = null) => Current.IsEnabled(key, context);

    public T GetValue<T>(FlagKey<T> key, EvaluationContext? context = null) => Ask(Current).GetValue(key, context);

    public string GetString(string key, string fallback, EvaluationContext? context = null) =>
        Ask(Current).GetString(key, fallback, context);

    public double GetNumber(string key, double fallback, EvaluationContext? context = null) =>
        Ask(Current).GetNumber(key, fallback, context);

    public Evaluation<bool> Evaluate(string key, EvaluationContext? context = null) => Ask(Current).Evaluate(key, context);

    public Evaluation<T> Evaluate<T>(FlagKey<T> key, EvaluationContext? context = null) => Ask(Current).Evaluate(key, context);

    public Evaluation<string> EvaluateString(string key, string fallback, EvaluationContext? context = null) =>
        Ask(Current).EvaluateString(key, fallback, context);

    public Evaluation<double> EvaluateNumber(string key, double fallback, EvaluationContext? context = null) =>
        Ask(Current).EvaluateNumber(key, fallback, context);

    public FlagExplanation Explain(string key, EvaluationContext? context = null) => Ask(Current).Explain(key, context);

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
