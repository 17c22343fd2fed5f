using Dataface.Flags.Testing.NUnit;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Commands;

namespace Dataface.Flags.Testing;

/// <summary>
/// Makes a test for each combination of flags on and off: two for one flag, four for two. Each is a separate test, named after its flags,
/// with the flags forced from its <c>SetUp</c> to its <c>TearDown</c> in every <see cref="TestFlags"/> that it uses or makes
/// (<see cref="AmbientFlags"/>). Use it in place of <c>Test</c>. The method takes no parameters, or a <see cref="bool"/> for each flag.
/// </summary>
/// <remarks>What <c>OneTimeSetUp</c> makes or caches is made before the flags are forced, so it is the same for both sides.</remarks>
/// <example><code>
/// [FlagOnAndOff("checkout-v2")]
/// public void Page_EitherWay_HasAButton(bool isOn)
/// {
///     using var flags = new TestFlags();
///     Assert.That(new Shop(flags).Page, Is.EqualTo(isOn ? "one page" : "three pages"));
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FlagOnAndOffAttribute : NUnitAttribute, ITestBuilder, IWrapSetUpTearDown, IImplyFixture
{
    private const int MaxFlags = 6;

    /// <summary>Runs the test with each flag on and off.</summary>
    /// <param name="keys">The keys of boolean flags; 1 to 6.</param>
    /// <exception cref="ArgumentException">There is no key, there are more than 6, or one is null, empty or given twice.</exception>
    public FlagOnAndOffAttribute(params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys) ArgumentException.ThrowIfNullOrEmpty(key, nameof(keys));
        if (keys.Length is 0 or > MaxFlags)
        {
            throw new ArgumentException(
                $"{keys.Length} flags are given; 1 to {MaxFlags} can be, since each doubles the tests.", nameof(keys));
        }

        if (keys.Distinct(StringComparer.Ordinal).Count() < keys.Length)
            throw new ArgumentException("A flag is given twice.", nameof(keys));
        Keys = [.. keys];
    }

    /// <summary>The keys of the flags.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Makes the tests, starting with the one with all flags on. For NUnit.</summary>
    /// <param name="method">The method.</param>
    /// <param name="suite">The suite that the tests belong to.</param>
    public IEnumerable<TestMethod> BuildFrom(IMethodInfo method, Test? suite)
    {
        ArgumentNullException.ThrowIfNull(method);
        var takesValues = method.GetParameters().Length > 0;
        for (var off = 0; off < 1 << Keys.Count; off++)
        {
            var sides = Keys.Select((key, i) => new FlagSide(key, (off >> (Keys.Count - 1 - i) & 1) == 0)).ToList();
            var parameters = new TestCaseParameters(takesValues ? [.. sides.Select(s => (object)s.IsOn)] : [])
            {
                TestName = $"{method.Name}({string.Join(", ", sides)})",
            };
            foreach (var side in sides) side.WriteTo(parameters.Properties);
            yield return new NUnitTestCaseBuilder().BuildTestMethod(method, suite, parameters);
        }
    }

    /// <summary>Forces the flags while a test runs. For NUnit.</summary>
    /// <param name="command">Runs the test.</param>
    public TestCommand Wrap(TestCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return new ForcingCommand(command, [.. Keys.Select(key => FlagSide.ReadFrom(command.Test.Properties, key))]);
    }
}
