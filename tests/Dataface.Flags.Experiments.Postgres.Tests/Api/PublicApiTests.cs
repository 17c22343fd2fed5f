using System.Globalization;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.Api;

namespace Dataface.Flags.Experiments.Postgres.Tests.Api;

[TestFixture]
internal sealed class PublicApiTests
{
    /// <summary>When a change is meant, copy PublicApi.received.txt, which this test writes beside itself, over the package's PublicApi.approved.txt.</summary>
    [Test]
    public void PublicApi_OfThePackage_IsAsApproved()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var actual = PublicApi.Of(typeof(PostgresExperimentRegistry).Assembly);
        File.WriteAllText(TestFile.Path("PublicApi.received.txt"), actual);
        Assert.That(actual, Is.EqualTo(File.ReadAllText(TestFile.Path("PublicApi.approved.txt"))));
    }
}
