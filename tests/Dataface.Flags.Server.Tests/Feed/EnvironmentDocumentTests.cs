using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Tests.Documents;

namespace Dataface.Flags.Server.Tests.Feed;

/// <summary>Laws over generated documents: an environment's part says of it what the whole says, and nothing of the others.</summary>
[TestFixture]
internal sealed class EnvironmentDocumentTests
{
    private const int Documents = 300;

    [Test]
    public void Part_OfAnyDocument_IsAcceptedAndSaysTheSameOfItsEnvironment()
    {
        for (var seed = 0; seed < Documents; seed++)
        {
            var whole = Encoding.UTF8.GetBytes(RandomDocument.Json(seed));
            var accepted = FlagDocumentReader.Read(whole);
            foreach (var environment in DocumentEnvironments.Of(whole).Append("nowhere"))
            {
                var part = EnvironmentDocument.Of(whole, environment);
                var read = FlagDocumentReader.Read(part);
                Assert.That(read.IsAccepted, Is.EqualTo(accepted.IsAccepted), $"seed {seed}: {string.Join('\n', read.Problems)}");
                AssertSame(JsonElement.Parse(whole), JsonElement.Parse(part.Span), environment, $"seed {seed} in {environment}");
            }
        }
    }

    [Test]
    public void Part_TakenAgain_IsItself()
    {
        for (var seed = 0; seed < Documents; seed++)
        {
            var part = EnvironmentDocument.Of(Encoding.UTF8.GetBytes(RandomDocument.Json(seed)), "production");
            Assert.That(EnvironmentDocument.Of(part, "production").Span.SequenceEqual(part.Span), Is.True, $"seed {seed}");
        }
    }

    [Test]
    public void Environments_OfAnyDocument_AreThoseThatItsReaderFinds()
    {
        for (var seed = 0; seed < Documents; seed++)
        {
            var document = Encoding.UTF8.GetBytes(RandomDocument.Json(seed));
            var expected = FlagDocumentReader.Read(document).Document!.Flags.Values.SelectMany(flag => flag.Environments.Keys).Distinct();
            Assert.That(DocumentEnvironments.Of(document), Is.EquivalentTo(expected), $"seed {seed}");
            Assert.That(DocumentEnvironments.Of([.. "\uFEFF"u8, .. document]), Is.EquivalentTo(expected),
                $"seed {seed}, with a byte order mark");
        }
    }

    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("""{ "flags": [] }""")]
    [TestCase("""{ "flags": { "a": 1, "b": { "environments": [ { "production": {} } ] } } }""")]
    [TestCase("""{ "more": { "flags": { "a": { "environments": { "production": {} } } } } }""")]
    public void Environments_NotADocument_IsEmpty(string json) =>
        Assert.That(DocumentEnvironments.Of(Encoding.UTF8.GetBytes(json)), Is.Empty);

    private static void AssertSame(JsonElement whole, JsonElement part, string environment, string where)
    {
        var (flags, left) = (whole.GetProperty("flags"), part.GetProperty("flags"));
        Assert.That(left.EnumerateObject().Select(flag => flag.Name), Is.EqualTo(flags.EnumerateObject().Select(flag => flag.Name)), where);
        foreach (var flag in flags.EnumerateObject())
        {
            foreach (var member in flag.Value.EnumerateObject().Where(member => member.Name != "environments"))
            {
                Assert.That(JsonElement.DeepEquals(member.Value, left.GetProperty(flag.Name).GetProperty(member.Name)), Is.True,
                    $"{where}: {flag.Name}.{member.Name}");
            }

            if (!flag.Value.TryGetProperty("environments", out var environments)) continue;
            var entries = left.GetProperty(flag.Name).GetProperty("environments");
            Assert.That(entries.EnumerateObject().Select(entry => entry.Name), Is.SubsetOf(new[] { environment }), where);
            Assert.That(entries.TryGetProperty(environment, out var kept),
                Is.EqualTo(environments.TryGetProperty(environment, out var entry)), where);
            if (kept.ValueKind != JsonValueKind.Undefined) Assert.That(JsonElement.DeepEquals(kept, entry), Is.True, where);
        }

        Assert.That(JsonElement.DeepEquals(whole.GetProperty("layers"), part.GetProperty("layers")), Is.True, where);
    }
}
