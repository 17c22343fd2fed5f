namespace Dataface.Flags.AspNetCore;

/// <summary>
/// Provides the service for the variant that a flag gives the request. Scoped; added by
/// <c>services.AddVariantService&lt;TService&gt;("checkout-v2")</c>. As thread-safe as the service provider of its scope.
/// </summary>
/// <typeparam name="TService">The type that all of the services share.</typeparam>
/// <example><code>app.MapPost("/orders", (IVariantOf&lt;ICheckout&gt; checkout) => checkout.Current.Pay());</code></example>
public interface IVariantOf<out TService>
    where TService : class
{
    /// <summary>
    /// The service for the variant that is in force now: the flag is evaluated at each read, so that a kill is seen at once. The off
    /// variant's service when the flag is off, killed, expired, unknown or not ready, and when the variant has no service.
    /// </summary>
    TService Current { get; }
}
