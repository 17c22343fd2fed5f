using Dataface.Flags.Testing.NUnit;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal.Commands;

namespace Dataface.Flags.Testing;

/// <summary>
/// Forces a boolean flag from a test's <c>SetUp</c> to its <c>TearDown</c>, in every <see cref="TestFlags"/> that it uses or makes
/// (<see cref="AmbientFlags"/>). Use it together with <c>Test</c>, <c>TestCase</c> and the like.
/// </summary>
/// <param name="key">The flag's key.</param>
/// <param name="value">Whether it is on.</param>
/// <example><code>
/// [Test, ForceFlag("checkout-v2", true)]
/// public void Page_WithTheFlag_IsOne() => Assert.That(_shop.Page, Is.EqualTo("one page"));
/// </code></example>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ForceFlagAttribute(string key, bool value) : NUnitAttribute, IWrapSetUpTearDown
{
    /// <summary>The flag's key.</summary>
    public string Key => key;

    /// <summary>Whether it is on.</summary>
    public bool Value => value;

    /// <summary>Forces the flag while a test runs. For NUnit.</summary>
    /// <param name="command">Runs the test.</param>
    public TestCommand Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new ForcingCommand(command, [new FlagSide(key, value)]);
    }
}
