using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Tests.Documents;

[TestFixture]
internal sealed class ClaimedNameTests
{
    [TestCase("storefront", null, "storefront", "storefront")]
    [TestCase("ada (key storefront)", "ada", "storefront", "ada (claimed; key storefront)")]
    [TestCase("root (key admin) (key mallory)", "root (key admin)", "mallory", "root (key admin) (claimed; key mallory)")]
    [TestCase("the owner (in Paris)", null, "the owner (in Paris)", "the owner (in Paris)")]
    public void Shown_WithATypedName_SaysThatItIsClaimed(string by, string? name, string key, string shown)
    {
        Assert.That((ClaimedName.NameOf(by), ClaimedName.KeyOf(by)), Is.EqualTo((name, key)));
        Assert.That(ClaimedName.Shown(by), Is.EqualTo(shown));
        if (name is not null) Assert.That(ClaimedName.Write(name, key), Is.EqualTo(by));
    }
}
