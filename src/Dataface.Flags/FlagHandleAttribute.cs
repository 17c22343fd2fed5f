namespace Dataface.Flags;

/// <summary>
/// Names the flag that a field or property of type <see cref="FlagKey{T}"/> is a handle of. Written by the generator, so that compile-time
/// checks know the flag in other assemblies, too. Has no effect at run time.
/// </summary>
/// <param name="key">The flag's key.</param>
/// <example><code>[FlagHandle("checkout-v2")] public static readonly FlagKey&lt;bool&gt; Checkout =
/// FlagKey.Of("checkout-v2");</code></example>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class FlagHandleAttribute(string key) : Attribute
{
    /// <summary>The flag's key.</summary>
    public string Key => key;
}
