using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore;

/// <summary>
/// Gates a controller, an action, a Razor page's model, the handler of an endpoint, a SignalR hub or one of its methods by boolean flags:
/// while the gate is closed for the request, the answer is 404 and none of it runs. A hub is checked at each invocation, and refuses it
/// with an error. A flag is also off when it is unknown, not boolean, killed or expired, when flags are not ready, or when the request's
/// context cannot be made. With several attributes, all must be open. Needs <c>services.AddRequestFlags()</c>. Immutable once applied.
/// </summary>
/// <remarks>
/// The gate runs after routing, authentication and authorization: callers who may not see an endpoint at all are refused first. It hides
/// unfinished features; it is not access control.
/// </remarks>
/// <example><code>
/// [RequireFlag("checkout-v2")] public sealed class CheckoutController : Controller
/// [RequireFlag("search", "beta", Requirement = FlagRequirement.Any)] public sealed class SearchModel : PageModel
/// [RequireFlag("checkout-v2", Negate = true)] public sealed class OldCheckoutController : Controller
/// </code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFlagAttribute : Attribute, IFilterFactory
{
    private readonly string[] _keys;

    /// <summary>Gates by a flag.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <exception cref="ArgumentException">The key is null or empty.</exception>
    public RequireFlagAttribute(string flag)
        : this([flag])
    {
    }

    /// <summary>Gates by several flags; <see cref="Requirement"/> says how many must be on.</summary>
    /// <param name="keys">The flags' keys.</param>
    /// <exception cref="ArgumentException">There is no key, or one is null or empty.</exception>
    public RequireFlagAttribute(params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Length == 0)
            throw new ArgumentException("RequireFlag needs the key of a flag: [RequireFlag(\"checkout-v2\")].", nameof(keys));
        foreach (var key in keys) ArgumentException.ThrowIfNullOrWhiteSpace(key, nameof(keys));
        _keys = [.. keys];
    }

    /// <summary>The key of the flag; the first if there are several.</summary>
    public string Flag => _keys[0];

    /// <summary>The keys of all flags.</summary>
    public IReadOnlyList<string> Flags => _keys;

    /// <summary>How many of the flags must be on.</summary>
    /// <value><see cref="FlagRequirement.All"/> by default.</value>
    public FlagRequirement Requirement { get; init; }

    /// <summary>
    /// Whether the gate opens when the requirement is <b>not</b> met, such as for what a new feature replaces. Each flag must then be
    /// known: a boolean flag of a document that is off, killed or expired opens the gate; an unknown or non-boolean flag, flags that are
    /// not ready, and a context that cannot be made keep it closed.
    /// </summary>
    /// <value>False by default.</value>
    public bool Negate { get; init; }

    /// <summary>The status while the gate is closed.</summary>
    /// <value>0, the default, for <see cref="RequestFlagsOptions.StatusCode"/>; otherwise 400 to 599.</value>
    public int StatusCode
    {
        get;
        init
        {
            if (value is not (0 or (>= 400 and <= 599)))
                throw new ArgumentOutOfRangeException(
                    nameof(value), value, "The status of a gated endpoint whose flag is off is 400 to 599.");
            field = value;
        }
    }

    /// <summary>True: the filter keeps no state of a request.</summary>
    public bool IsReusable => true;

    internal FlagTerms Terms => field ??= new(_keys, Requirement, Negate);

    /// <summary>Called by MVC: returns the filter that gates where routing has not done so already.</summary>
    /// <param name="serviceProvider">The application's services.</param>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> was not called.</exception>
    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        return (serviceProvider.GetService<IRequireFlagFilters>() ?? throw NotRegistered($"RequireFlag(\"{Flag}\")")).Of(this);
    }

    /// <summary>What opens the gate, as readable text: <c>checkout-v2</c>, <c>any of search, beta</c>, <c>not checkout-v2</c>.</summary>
    public override string ToString() => Terms.ToString();

    /// <summary>What is missing where a flag is asked for and nothing can answer.</summary>
    internal static InvalidOperationException NotRegistered(string asker) =>
        new($"{asker} needs the flags of requests. Call services.AddRequestFlags() beside services.AddFeatureFlags(...).");
}
