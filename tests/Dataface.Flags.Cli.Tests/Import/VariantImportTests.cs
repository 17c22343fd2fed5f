using System.Text.Json;
using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Tests.Import;

/// <summary>What becomes of variants and their allocation.</summary>
[TestFixture]
internal sealed class VariantImportTests
{
    [Test]
    public void Import_Percentiles_AreSharesOfWhatIsLeft()
    {
        var flag = New("[ { \"name\": \"A\", \"configuration_value\": 1 }, { \"name\": \"B\", \"configuration_value\": 2 }, "
            + "{ \"name\": \"C\", \"configuration_value\": 3 } ]", """
            "default_when_disabled": "A", "default_when_enabled": "C", "seed": "s",
            "percentile": [ { "variant": "A", "from": 0, "to": 20 }, { "variant": "B", "from": 10, "to": 50 } ]
            """).Flag;
        var rollout = flag.Environments["production"].Rollout!;
        Assert.That(flag.OffVariant, Is.EqualTo("A"));
        Assert.That(flag.Salt, Is.EqualTo("s"));
        Assert.That(rollout.Percent, Is.EqualTo(80));
        Assert.That(rollout.Split, Is.EqualTo(new[] { new SplitWeight("B", 3), new SplitWeight("C", 5) }));
    }

    [Test]
    public void Import_SingleVariant_GetsAnOffVariant()
    {
        var (flag, report) = New("[ { \"name\": \"Only\", \"configuration_value\": { \"a\": 1 } } ]", "\"default_when_enabled\": \"Only\"");
        Assert.That(flag.Variants.Select(v => (v.Name, v.Value.GetRawText().Replace(" ", "", StringComparison.Ordinal))),
            Is.EqualTo(new[] { ("Only", "{\"a\":1}"), ("off", "{}") }));
        Assert.That(flag.OffVariant, Is.EqualTo("off"));
        Assert.That(flag.Environments["production"].Serve, Is.EqualTo("Only"));
        Assert.That(report.Notes.Select(n => n.Kind), Has.Member(NoteKind.Approximated));
    }

    [TestCase("1", "\"x\"", "\"1\"", "\"x\"")]
    [TestCase("true", "2.50", "\"True\"", "\"2.50\"")]
    [TestCase("[ 1 ]", "[ 2 ]", "{\"value\":[1]}", "{\"value\":[2]}")]
    [TestCase("{ \"a\": 1 }", "5", "{\"value\":{\"a\":1}}", "{\"value\":5}")]
    public void Import_MixedTypes_BecomeOne(string one, string other, string first, string second)
    {
        var (flag, report) = New(
            $"[ {{ \"name\": \"A\", \"configuration_value\": {one} }}, {{ \"name\": \"B\", \"configuration_value\": {other} }} ]",
            "\"default_when_disabled\": \"A\"");
        Assert.That(flag.Variants.Select(v => JsonSerializer.Serialize(v.Value)), Is.EqualTo(new[] { first, second }));
        Assert.That(report.At("$.feature_management.feature_flags[0].variants"), Has.Member(NoteKind.Approximated));
    }

    [TestCase("\"500px\"", "\"\"")]
    [TestCase("500", "0")]
    [TestCase("true", "false")]
    [TestCase("{\"a\":1}", "{}")]
    public void Import_VariantWithoutAValue_GetsOneOfTheOthersType(string given, string neutral)
    {
        foreach (var missing in new[] { "", ", \"configuration_value\": null", ", \"configuration_reference\": \"Shop:Small\"" })
        {
            var (flag, report) = New(
                $"[ {{ \"name\": \"Big\", \"configuration_value\": {given} }}, {{ \"name\": \"Small\"{missing} }} ]",
                "\"default_when_disabled\": \"Small\"");
            Assert.That(flag.Variants.Select(v => v.Value.GetRawText()), Is.EqualTo(new[] { given, neutral }));
            Assert.That(report.At("$.feature_management.feature_flags[0].variants[1]"), Has.Member(NoteKind.Approximated));
        }
    }

    [Test]
    public void Import_ReferenceToTheSameFile_IsTheValueThatStandsThere()
    {
        var (document, report) = ImportedFile.Of("""
            { "Shop": { "Small": "300px" }, "feature_management": { "feature_flags": [ { "id": "F", "enabled": true, "variants": [
              { "name": "Big", "configuration_value": "500px" }, { "name": "Small", "configuration_reference": "shop:small" } ],
              "allocation": { "default_when_disabled": "Small" } } ] } }
            """);
        Assert.That(document.Flags["F"].Variants.Select(v => v.Value.GetString()), Is.EqualTo(new[] { "500px", "300px" }));
        Assert.That(report.At("$.feature_management.feature_flags[0].variants[1].configuration_reference"),
            Is.EqualTo(new[] { NoteKind.Translated }));
    }

    [Test]
    public void Import_TrueWhenDisabled_DoesNotFailOn()
    {
        var flag = New("[ { \"name\": \"Yes\", \"configuration_value\": true }, { \"name\": \"No\", \"configuration_value\": false } ]",
            "\"default_when_disabled\": \"Yes\", \"default_when_enabled\": \"No\"", "false").Flag;
        Assert.That(flag.Variants.Single(v => v.Name == flag.OffVariant).Value.ValueKind, Is.EqualTo(JsonValueKind.False));
        Assert.That(flag.Environments["production"].Serve, Is.EqualTo("Yes"));
    }

    [Test]
    public void Import_OverridesAlone_MakeAFlagThatIsOnOrOff()
    {
        var flag = New("[ { \"name\": \"A\", \"status_override\": \"Disabled\" }, { \"name\": \"B\" } ]", """
            "default_when_enabled": "B", "percentile": [ { "variant": "A", "from": 0, "to": 25 } ]
            """).Flag;
        Assert.That(flag.Variants.Select(v => v.Name), Is.EqualTo(new[] { "off", "on" }));
        Assert.That(flag.Environments["production"].Rollout!.Percent, Is.EqualTo(75));
    }

    [Test]
    public void Import_InvalidVariantNames_AreChangedAndReported()
    {
        var (flag, report) = New(
            "[ { \"name\": \"Big one\", \"configuration_value\": 2 }, { \"name\": \"Big-one\", \"configuration_value\": 1 } ]",
            "\"default_when_enabled\": \"Big one\", \"default_when_disabled\": \"Big-one\"");
        Assert.That(flag.Environments["production"].Serve, Is.EqualTo("Big-one-2"));
        Assert.That(report.At("$.feature_management.feature_flags[0].variants[0]"), Is.EqualTo(new[] { NoteKind.Approximated }));
    }

    [Test]
    public void Import_UnsupportedParts_AreReportedByPath()
    {
        var report = New("""
            [ { "name": "A", "configuration_value": 1, "status_override": "Enabled", "configuration_reference": "x" } ]
            """,
            "\"user\": [ { \"variant\": \"Z\", \"users\": [ \"ann\" ] } ]").Report;
        const string Flag = "$.feature_management.feature_flags[0]";
        Assert.That(report.At($"{Flag}.variants[0]"), Has.Member(NoteKind.LeftOut));
        Assert.That(report.At($"{Flag}.variants[0].configuration_reference"), Has.Member(NoteKind.LeftOut));
        Assert.That(report.At($"{Flag}.allocation.user[0].variant"), Has.Member(NoteKind.Approximated));
    }

    private static (FlagDefinition Flag, ImportReport Report) New(string variants, string allocation, string enabled = "true") =>
        ImportedFile.New($"\"enabled\": {enabled}, \"variants\": {variants}, \"allocation\": {{ {allocation} }}");
}
