using System.Globalization;
using Dataface.Flags.Tests.Api;

namespace Dataface.Flags.Testing.Tests.Api;

[TestFixture]
internal sealed class PublicApiTests
{
    /// <summary>When a change is meant, copy *.received.txt, which this test writes, over the package's PublicApi.approved.txt.</summary>
    [TestCase(typeof(TestFlags)), TestCase(typeof(FlagOnAndOffAttribute))]
    public void PublicApi_OfThePackage_IsAsApproved(Type type)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var package = type.Assembly.GetName().Name;
        var actual = PublicApi.Of(type.Assembly);
        File.WriteAllText(TestFile.Path($"{package}.received.txt"), actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(TestFile.Path($"{package}.approved.txt"))));
    }
}
