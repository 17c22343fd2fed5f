using System.Globalization;

namespace Dataface.Flags.Tests.Api;

[TestFixture]
internal sealed class PublicApiTests
{
    /// <summary>
    /// The public surface is reviewed like code. When a change is meant, copy PublicApi.received.txt, which this test writes beside itself, over
    /// src/Dataface.Flags/PublicApi.approved.txt.
    /// </summary>
    [Test]
    public void PublicApi_OfTheLibrary_IsAsApproved()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var actual = PublicApi.Of(typeof(FlagClient).Assembly);
        File.WriteAllText(TestFile.Path("PublicApi.received.txt"), actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(TestFile.Path("PublicApi.approved.txt"))));
    }
}
