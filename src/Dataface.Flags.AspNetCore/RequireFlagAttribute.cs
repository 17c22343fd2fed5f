using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore;

/// <summary>
/// Gates a controller, an action, a Razor page's model, the handler of an endpoint, a SignalR hub or one of its methods by a
/// boolean flag: while the flag is off for the request, it answers 404 and nothing of it runs. A hub is asked at each invocation,
/// and refuses it with an error. Off is also the answer when the flag is unknown, not boolean, killed or expired, when flags are
/// not ready, or when the request's context cannot be made. Several must all be on. Needs <c>services.AddRequestFlags()</c>.
/// Immutable once applied.
/// </summary>
/// <remarks>
/// The gate stands behind routing, authentication and authorization: who may not see an endpoint at all is told so first. It hides
/// unfinished features; it is no access control.
/// </remarks>
/// <example><code>[RequireFlag("checkout-v2")] public sealed class CheckoutController : Controller</code></example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireFlagAttribute : Attribute, IFilterFactory
{
    /// <summary>Gates by a flag.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <exception cref="ArgumentException">The key is null or empty.</exception>
    public RequireFlagAttribute(string flag)
        : this(FlagKey.Of(flag))
    {
    }

    internal RequireFlagAttribute(FlagKey<bool> key) => Key = key;

    /// <summary>The flag's key.</summary>
    public string Flag => Key.Key;

    /// <summary>The status while the flag is off.</summary>
    /// <value>0, the default, for <see cref="RequestFlagsOptions.StatusCode"/>; else 400 to 599.</value>
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

    /// <summary>True: the filter keeps nothing of a request.</summary>
    public bool IsReusable => true;

    internal FlagKey<bool> Key { get; }

    /// <summary>Called by MVC: the filter that gates where routing has not done so already.</summary>
    /// <param name="serviceProvider">The application's services.</param>
    /// <exception cref="InvalidOperationException"><c>AddRequestFlags</c> was not called.</exception>
    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider)
    {
        ArgumentNullException.ThrowIfNull(serviceProvider);
        return (serviceProvider.GetService<IRequireFlagFilters>() ?? throw NotRegistered(Flag)).Of(this);
    }
    /// <summary>What is missing where a flag is required and nothing can ask for it.</summary>
    internal static InvalidOperationException NotRegistered(string flag) =>
        new($"RequireFlag(\"{flag}\") needs the flags of requests. Call services.AddRequestFlags() beside services.AddFeatureFlags(...).");
}
