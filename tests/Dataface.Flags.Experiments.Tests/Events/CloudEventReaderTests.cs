using System.Text;
using System.Text.Json;
using Dataface.Flags.Experiments.Events;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Events;

[TestFixture]
internal sealed class CloudEventReaderTests
{
    private const string Exposure =
        """{"specversion":"1.0","id":"1","source":"shop","type":"dataface.flags.exposure","time":"2026-12-01T10:00:00+01:"""
            + """00","data":{"v":1,"unit":"u1","flag":"f","variant":"on"}}""";

    private const string Outcome =
        """{"specversion":"1.0","id":"2","source":"shop","type":"order","time":"2026-12-01T10:00:00Z","data":{"v":1"""
            + ""","unit":"u1","attributes":{"amount":12.50,"country":"DE"}}}""";

    private readonly CloudEventReader _reader =
        new(ExperimentPolicy.Default, new ManualTimeProvider(new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero)));

    [Test]
    public void Read_Batch_KeepsWhatIsNeededAndNoMore()
    {
        var events = Read($"[{Exposure},{Outcome}]").Events;
        var at = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);
        Assert.That(events[0] with { Key = default }, Is.EqualTo(new ExperimentEvent(default, "production", "f", "on", "u1", at, null)));
        Assert.That(events[1] with { Key = default },
            Is.EqualTo(new ExperimentEvent(
                default, "production", null, "order", "u1", at.AddHours(1), """{"amount":12.5,"country":"DE"}""")));
    }

    [Test]
    public void Read_SameSourceAndId_HasTheSameKey()
    {
        Guid KeyOf(string json) => Read(json).Events.Single().Key;
        Assert.That(KeyOf(Outcome.Replace("12.50", "13", StringComparison.Ordinal)), Is.EqualTo(KeyOf(Outcome)));
        Assert.That(KeyOf(Outcome.Replace("\"id\":\"2\"", "\"id\":\"3\"", StringComparison.Ordinal)), Is.Not.EqualTo(KeyOf(Outcome)));
        Assert.That(KeyOf(Outcome.Replace("\"shop\"", "\"till\"", StringComparison.Ordinal)), Is.Not.EqualTo(KeyOf(Outcome)));
    }

    [TestCase("\"specversion\":\"1.0\"", "\"specversion\":\"2.0\"", "unknown-version")]
    [TestCase("\"v\":1", "\"v\":2", "unknown-version")]
    [TestCase("\"v\":1,", "", "unknown-version")]
    [TestCase("\"id\":\"2\",", "", "malformed")]
    [TestCase("\"id\":\"2\"", "\"id\":7", "malformed")]
    [TestCase("\"source\":\"shop\"", "\"source\":\"\"", "malformed")]
    [TestCase("2026-12-01T10:00:00Z", "yesterday", "malformed")]
    [TestCase("2026-12-01T10:00:00Z", "2026-12-01T12:06:00Z", "future")]
    [TestCase("2026-12-01T10:00:00Z", "0001-01-01T00:00:00Z", "past")]
    [TestCase("2026-12-01T10:00:00Z", "1970-01-01T00:00:00Z", "past")]
    [TestCase("\"unit\":\"u1\",", "", "malformed")]
    [TestCase("\"unit\":\"u1\"", "\"unit\":\"a\\u0000b\"", "malformed")]
    [TestCase("\"unit\":\"u1\"", "\"unit\":\"\\ud800\"", "malformed")]
    [TestCase("\"country\"", "\"email\"", "attribute-not-allowed")]
    [TestCase("\"unit\":\"u1\"", "\"unit\":\"u1\",\"email\":\"a@b\"", "attribute-not-allowed")]
    [TestCase("12.50", "1e999", "attribute-not-usable")]
    [TestCase("12.50", "1.1e15", "attribute-not-usable")]
    [TestCase("12.50", "-1e200", "attribute-not-usable")]
    [TestCase("12.50", "1e-200", "attribute-not-usable")]
    [TestCase("12.50", "[1]", "attribute-not-usable")]
    [TestCase("\"DE\"", "\"D\\u0000\"", "attribute-not-usable")]
    public void Read_OneBadEvent_IsRefusedByNameAndTheOthersAreKept(string old, string bad, string code)
    {
        var json = Outcome.Replace(old, bad, StringComparison.Ordinal);
        Assert.That(json, Is.Not.EqualTo(Outcome));
        var batch = Read($"[{Exposure},{json},{Outcome}]");
        Assert.That(batch.Events, Has.Count.EqualTo(2));
        Assert.That((batch.Refusals.Single().Index, batch.Refusals.Single().Code), Is.EqualTo((1, code)));
    }

    [Test, Rule("personal data in an event's attributes is refused by an allow-list")]
    public void Read_AttributeThatIsNotAllowed_IsNotRepeatedInTheAnswer()
    {
        var refusal = Read(Outcome.Replace("\"country\":\"DE\"", "\"ada@example.com\":\"x\"", StringComparison.Ordinal)).Refusals.Single();
        Assert.That(refusal.ToString(), Does.Not.Contain("ada"));
    }

    [TestCase("0", "0")]
    [TestCase("-1e15", "-1000000000000000")]
    [TestCase("1e-15", "1E-15")]
    public void Read_NumberThatCanBeSquaredAndSummed_IsKept(string amount, string kept) =>
        Assert.That(Read(Outcome.Replace("12.50", amount, StringComparison.Ordinal)).Events.Single().Attributes,
            Does.Contain($"\"amount\":{kept},"));

    [TestCase("7")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("[[]]")]
    public void Read_NotAnEvent_IsRefused(string json) => Assert.That(Read(json).Refusals.Single().Code, Is.EqualTo("malformed"));

    [Test]
    public void Read_NothingOrTooMuch_IsRefusedWhole()
    {
        Assert.That(() => Read("[]"), Throws.TypeOf<RefusalException>());
        Assert.That(() =>
            Read($"[{string.Join(',', Enumerable.Repeat("1", CloudEventReader.LargestBatch + 1))}]"), Throws.TypeOf<RefusalException>());
        Assert.That(() => Read("[{"), Throws.TypeOf<RefusalException>());
    }

    [Test]
    public void Read_EventOfAnotherEnvironmentThanTheKeys_IsRefused()
    {
        var staging = Outcome.Replace("\"v\":1", "\"v\":1,\"environment\":\"staging\"", StringComparison.Ordinal);
        Assert.That(_reader.Read(Encoding.UTF8.GetBytes(staging), "production", isOnly: false).Events.Single().Environment,
            Is.EqualTo("staging"));
        Assert.That(_reader.Read(Encoding.UTF8.GetBytes(staging), "production", isOnly: true).Refusals.Single().Code,
            Is.EqualTo("other-environment"));
    }

    private EventBatch Read(string json) => _reader.Read(Encoding.UTF8.GetBytes(json), "production", isOnly: false);
}
