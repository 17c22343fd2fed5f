using System.Globalization;
using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Cli.Tests.Import;

/// <summary>What becomes of filters.</summary>
[TestFixture]
internal sealed class FilterImportTests
{
    private const string Beta = """{ "Name": "Beta", "RolloutPercentage": 45 }""";

    [TestCase("true", "on")]
    [TestCase("\"True\"", "on")]
    [TestCase("false", "off")]
    [TestCase("\"maybe\"", "off")]
    [TestCase("null", "off")]
    [TestCase("{}", "off")]
    [TestCase("""{ "EnabledFor": [] }""", "off")]
    [TestCase("""{ "RequirementType": "All", "EnabledFor": [] }""", "off")]
    [TestCase("""{ "EnabledFor": [ { "Name": "AlwaysOn" } ] }""", "on")]
    [TestCase("""{ "EnabledFor": { "0": { "Name": "AlwaysOn" } } }""", "on")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.Percentage", "Parameters": { "Value": 100 } } ] }""", "on")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Percentage", "Parameters": { "Value": "0" } } ] }""", "off")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.Percentage" } ] }""", "off")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.TimeWindow" } ] }""", "off")]
    public void Import_SameForEverybody_ServesOneVariant(string flag, string served)
    {
        var production = ImportedFile.Old(flag).Flag.Environments["production"];
        Assert.That(production.Rules, Is.Empty);
        Assert.That(production.Serve, Is.EqualTo(served));
    }

    [Test, Rule("a group or the default")]
    public void Import_GroupOrDefault_HasTheShareOfTheUnion()
    {
        var (flag, report) = ImportedFile.Old(Targeting($"\"Groups\": [ {Beta} ], \"DefaultRolloutPercentage\": 20"));
        var production = flag.Environments["production"];
        Assert.That(production.Rules.Single().Rollout!.Percent, Is.EqualTo(56));
        Assert.That(production.Rollout!.Percent, Is.EqualTo(20));
        Assert.That(report.Notes.Select(n => n.Text), Has.Some.Contain("45 %, or 20 % by the default, are 56 % together"));
    }

    [Test]
    public void Import_TwoGroups_HaveARuleForEachSet()
    {
        var groups = $$"""[ {{Beta}}, { "Name": "Staff", "RolloutPercentage": 50 } ]""";
        var rules = RulesOf(Targeting($"\"Groups\": {groups}, \"DefaultRolloutPercentage\": 20"));
        Assert.That(rules.Select(r => (r.Name, r.Rollout!.Percent)), Is.EqualTo(new[]
        {
            ("groups Beta and Staff", 78m), ("group Beta", 56m), ("group Staff", 60m),
        }));
    }

    [Test]
    public void Import_Exclusion_ComesFirst()
    {
        var rules = RulesOf(Targeting("""
            "Users": [ "ann" ], "DefaultRolloutPercentage": 3, "Exclusion": { "Users": [ "eve" ], "Groups": [ "Contractors" ] }
            """));
        Assert.That(rules.Select(r => (r.Name, r.Serve)), Is.EqualTo(new[]
        {
            ("excluded users", "off"), ("excluded groups", "off"), ("users", "on"),
        }));
    }

    [Test]
    public void Import_ExclusionOfWhatIsOffAnyway_NeedsNoRule() =>
        Assert.That(RulesOf(Targeting("\"Exclusion\": { \"Users\": [ \"eve\" ] }")), Is.Empty);

    [TestCase("Any", 51)]
    [TestCase("All", 9)]
    public void Import_TwoPercentages_AreJoined(string requirement, int percent)
    {
        const string Percentage = """{ "Name": "Microsoft.Percentage", "Parameters": { "Value": 30 } }""";
        var filters = $"[ {Percentage}, {Percentage} ]";
        var flag = ImportedFile.Old($$"""{ "RequirementType": "{{requirement}}", "EnabledFor": {{filters}} }""").Flag;
        Assert.That(flag.Environments["production"].Rollout!.Percent, Is.EqualTo(percent));
    }

    [TestCase(""" "Start": "2020-01-01" """, "on")]
    [TestCase(""" "End": "Wed, 01 Jan 2020 00:00:00 GMT" """, "off")]
    public void Import_WindowThatIsDecided_NeedsNoClock(string window, string served)
    {
        var flag = ImportedFile.Old($$"""{ "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { {{window}} } } ] }""").Flag;
        Assert.That(flag.Environments["production"].Rules, Is.Empty);
        Assert.That(flag.Environments["production"].Serve, Is.EqualTo(served));
    }

    [TestCase(""" "Start": "2026-12-01T08:00:00+01:00", "End": "Tue, 08 Dec 2026 08:00:00 GMT" """,
        "2026-12-01T07:00:00Z", "2026-12-08T08:00:00Z")]
    [TestCase(""" "Start": "2026-11-20T12:00:01Z" """, "2026-11-20T12:00:01Z", null)]
    [TestCase(""" "Start": "2026-11-20T12:00:00Z", "End": "2026-12-08T08:00:00Z" """, null, "2026-12-08T08:00:00Z")]
    public void Import_FutureWindow_IsAWindowOfTheRule(string window, string? from, string? until)
    {
        var (flag, report) = ImportedFile.Old($$"""{ "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { {{window}} } } ] }""");
        var rule = flag.Environments["production"].Rules.Single();
        Assert.That(rule.When, Is.EqualTo(new WindowCondition(Instant(from), Instant(until))));
        Assert.That(rule.Serve, Is.EqualTo("on"));
        Assert.That(report.At("$.FeatureManagement.F.EnabledFor[0]"), Is.EqualTo(new[] { NoteKind.Translated }));

        static DateTimeOffset? Instant(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
    }

    [TestCase("2027-01-01 09:00", true)]
    [TestCase("2027-01-01", true)]
    [TestCase("Fri, 01 Jan 2027 09:00:00", true)]
    [TestCase("Fri, 01 Jan 2027 09:00:00 GMT", false)]
    [TestCase("2027-01-01T09:00:00+00:00", false)]
    [TestCase("2027-01-01T09:00:00Z", false)]
    public void Import_TimeWithoutAnOffset_SaysThatItIsReadAsUtc(string start, bool isTold)
    {
        var report = ImportedFile.Old(
            $$"""{ "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { "Start": "{{start}}" } } ] }""").Report;
        var notes = report.Notes.Where(n => n.Path == "$.FeatureManagement.F.EnabledFor[0].Parameters.Start").ToList();
        Assert.That(notes.Select(n => n.Kind), Is.EqualTo(isTold ? new[] { NoteKind.Approximated } : []));
        Assert.That(notes.Select(n => n.Text), isTold ? Has.One.Contains("read as UTC") : Is.Empty);
    }

    [Test]
    public void Import_WindowsThatComeAgain_AskForAnAttributeEach()
    {
        var filters = string.Join(", ", new[] { "Daily", "Weekly", "Daily" }.Select(Recurring));
        var (flag, report) = ImportedFile.Old($$"""{ "EnabledFor": [ {{filters}} ] }""");
        var asked = flag.Environments["production"].Rules.Select(r => ((AttributeCondition)r.When!).Attribute);
        Assert.That(asked, Is.EqualTo(new[] { "filter.TimeWindow", "filter.TimeWindow.2", "filter.TimeWindow" }));
        Assert.That(report.At("$.FeatureManagement.F.EnabledFor[0].Parameters.Recurrence"), Is.EqualTo(new[] { NoteKind.Approximated }));
    }

    [Test]
    public void Import_CustomFilter_AsksForAnAttribute()
    {
        var (flag, report) = ImportedFile.Old("""
            { "RequirementType": "All", "EnabledFor": [
              { "Name": "Browser", "Parameters": { "Allowed": [ "Edge" ] } },
              { "Name": "Microsoft.Percentage", "Parameters": { "Value": 40 } } ] }
            """);
        var rule = flag.Environments["production"].Rules.Single();
        Assert.That(((AttributeCondition)rule.When!).Attribute, Is.EqualTo("filter.Browser"));
        Assert.That(rule.Rollout!.Percent, Is.EqualTo(40));
        Assert.That(flag.Environments["production"].Serve, Is.EqualTo("off"));
        Assert.That(report.At("$.FeatureManagement.F.EnabledFor[0]"), Has.Member(NoteKind.Approximated));
    }

    [TestCase(30, 4_200)]
    [TestCase(50, 5_000)]
    public void Import_Percentage_SaysHowManyUsersMove(int percent, int moved)
    {
        var filter = $$"""{ "Name": "Microsoft.Percentage", "Parameters": { "Value": {{percent}} } }""";
        var report = ImportedFile.Old($$"""{ "EnabledFor": [ {{filter}} ] }""").Report;
        var note = report.Notes.Single(n => n.Kind == NoteKind.Moves);
        Assert.That(note.Moved, Is.EqualTo(moved));
        Assert.That(note.Text, Does.Contain("each call was decided at random"));
    }

    [Test]
    public void Import_Targeting_SaysHowManyUsersMove()
    {
        var note = ImportedFile.Old(Targeting("\"DefaultRolloutPercentage\": 56")).Report.Notes.Single(n => n.Kind == NoteKind.Moves);
        Assert.That(note.Text, Is.EqualTo("5,600 of 10,000 units have it, before and after, but by another hash: "
            + "2,464 of them lose it, and 2,464 others get it."));
    }

    private static IReadOnlyList<RuleDefinition> RulesOf(string flag) => ImportedFile.Old(flag).Flag.Environments["production"].Rules;

    private static string Targeting(string audience) =>
        $$"""{ "EnabledFor": [ { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { {{audience}} } } } ] }""";

    private static string Recurring(string type) => $$"""
        { "Name": "Microsoft.TimeWindow", "Parameters": { "Start": "2026-01-01T08:00:00Z", "End": "2026-01-01T09:00:00Z",
          "Recurrence": { "Pattern": { "Type": "{{type}}" }, "Range": { "Type": "NoEnd" } } } }
        """;
}
