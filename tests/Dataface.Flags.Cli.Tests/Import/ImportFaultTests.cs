using System.Text;
using Dataface.Flags.Cli.Import.Reports;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Cli.Tests.Import;

/// <summary>Files that cannot be imported, and flags that cannot: each says where, why, and what to write.</summary>
[TestFixture]
internal sealed class ImportFaultTests
{
    [TestCase("", "$", "It is empty")]
    [TestCase("{ \"FeatureManagement\": ", "$", "Line 1, column 24: It ends before the value of a name")]
    [TestCase("[]", "$", "neither a section")]
    [TestCase("{ \"Logging\": {} }", "$", "There are: Logging")]
    [TestCase("{ \"feature_flags\": [] }", "$.feature_flags", "outside of 'feature_management'")]
    [TestCase("{ \"FeatureManagement\": true }", "$.FeatureManagement", "must be an object")]
    [TestCase("{ \"FeatureManagement\": {} }", "$", "no flags")]
    [TestCase("{ \"FeatureManagement\": { \"A\": true, \"a\": false } }", "$.FeatureManagement.a", "given twice")]
    [TestCase("{ \"FeatureManagement\": { \"A\": \"\\ud800\" } }", "$", "surrogate")]
    public void Import_InvalidFile_SaysWhatIsWrong(string json, string path, string message)
    {
        var fault = ImportedFile.FaultOf(json);
        Assert.That(fault.Path, Is.EqualTo(path));
        Assert.That(fault.Message, Does.Contain(message));
    }

    [Test]
    public void Import_NestedTooDeep_IsRefused()
    {
        Assert.That(ImportedFile.FaultOf(new string('[', 100) + new string(']', 100)).Message, Does.Contain("64 levels"));
        var colons = string.Join(':', Enumerable.Repeat("a", 100_000));
        Assert.That(ImportedFile.FaultOf($"{{ \"FeatureManagement\": {{ \"{colons}\": true }} }}").Message, Does.Contain("64 levels"));
    }

    [Test]
    public void Import_NotUtf8_IsRefused() => Assert.That(
        Assert.Throws<ImportFaultException>(() => SourceReader.Read(new byte[] { (byte)'"', 0xFF, (byte)'"' }))!.Message,
        Does.Contain("UTF-8"));

    [Test]
    public void Import_TooManyFlags_IsRefused()
    {
        var json = new StringBuilder("{ \"FeatureManagement\": {");
        for (var i = 0; i <= FlagSections.MaxFlags; i++) json.Append(i == 0 ? "" : ",").Append("\"f").Append(i).Append("\": true");
        Assert.That(ImportedFile.FaultOf(json.Append("} }").ToString()).Message, Does.Contain("at most 10000"));
    }

    [Test]
    public void Import_ThousandsOfFlagsForEverybody_AreADocumentThatIsAccepted()
    {
        var flags = string.Join(",", Enumerable.Range(0, 1_500).Select(i => $"\"f{i}\": true"));
        Assert.That(ImportedFile.Of($"{{ \"FeatureManagement\": {{ {flags} }} }}").Document.Flags, Has.Count.EqualTo(1_500));
    }

    [TestCase("""{ "EnabledFor": [ { "Parameters": {} } ] }""", "$.FeatureManagement.Bad.EnabledFor[0]")]
    [TestCase("""{ "EnabledFor": 5.5, "RequirementType": [] }""", null)]
    [TestCase("""{ "EnabledFor": { "Name": "AlwaysOn" } }""", "$.FeatureManagement.Bad.EnabledFor")]
    [TestCase("""{ "RequirementType": "Most", "EnabledFor": [ { "Name": "X" } ] }""", "$.FeatureManagement.Bad.RequirementType")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.Targeting" } ] }""", "$.FeatureManagement.Bad.EnabledFor[0]")]
    [TestCase("""{ "Area": { "Other": true } }""", "$.FeatureManagement.Bad")]
    [TestCase("""[ true ]""", "$.FeatureManagement.Bad")]
    [TestCase(
        """{ "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 101 } } } ] }""",
        "$.FeatureManagement.Bad.EnabledFor[0].Parameters.Audience.DefaultRolloutPercentage")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "Users": "ann" } } } ] }""",
        "$.FeatureManagement.Bad.EnabledFor[0].Parameters.Audience.Users")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.TimeWindow", "Parameters": { "Start": "soon" } } ] }""",
        "$.FeatureManagement.Bad.EnabledFor[0].Parameters.Start")]
    [TestCase("""{ "EnabledFor": [ { "Name": "Microsoft.Percentage", "Parameters": { "Value": "half" } } ] }""",
        "$.FeatureManagement.Bad.EnabledFor[0].Parameters.Value")]
    public void Import_FlagThatCannotBeRead_IsLeftOutAndTheOthersAreNot(string flag, string? path)
    {
        var (document, report) = ImportedFile.Of($$"""{ "FeatureManagement": { "Good": true, "Bad": {{flag}} } }""");
        Assert.That(document.Flags.Keys, Has.Member("Good"));
        if (path is null) return;
        Assert.That(report.FlagsLeftOut, Is.EqualTo(new[] { "Bad" }));
        Assert.That(report.Notes.Single(n => n.Flag == "Bad").Path, Is.EqualTo(path));
    }

    [Test]
    public void Import_ExportOfAppConfiguration_HasItsFlags()
    {
        var (document, report) = ImportedFile.Of("""
            { "items": [
              { "key": "Shop:Title", "value": "Shop", "label": null, "content_type": "", "tags": {} },
              { "key": ".appconfig.featureflag/Beta", "label": null, "tags": {},
                "content_type": "application/vnd.microsoft.appconfig.ff+json;charset=utf-8",
                "value": "{\"id\":\"Beta\",\"description\":\"New\",\"enabled\":true,\"conditions\":{\"client_filters\":[]}}" },
              { "key": ".appconfig.featureflag/Broken", "value": "{" } ] }
            """);
        Assert.That(document.Flags.Keys, Is.EqualTo(new[] { "Beta" }));
        Assert.That(document.Flags["Beta"].Environments["production"].Serve, Is.EqualTo("on"));
        Assert.That(report.FlagsLeftOut, Is.EqualTo(new[] { "Broken" }));
        Assert.That(report.Notes.Select(n => n.Path), Is.SupersetOf(new[] { "$.items[1].value.enabled", "$.items[2].value" }));
    }

    [Test]
    public void Import_ExportOfAppConfigurationOverAnotherFile_IsRefused()
    {
        const string Export = """{ "items": [ { "key": ".appconfig.featureflag/A", "value": "{}" } ] }""";
        var fault = Assert.Throws<ImportFaultException>(
            () => ImportedFile.OfSeveral("""{ "FeatureManagement": { "A": true } }""", Export))!;
        Assert.That(fault.Message, Is.EqualTo("1.json:$: An export of key-values cannot be layered. Import it by itself."));
    }

    [Test]
    public void Import_FlagInALaterFile_IsReportedWithThatFile()
    {
        var report = ImportedFile.OfSeveral(
            """{ "FeatureManagement": { "A": true } }""", """{ "FeatureManagement": { "B": [] } }""").Report;
        Assert.That(report.FlagsLeftOut, Is.EqualTo(new[] { "B" }));
        Assert.That(report.Notes.Single(n => n.Flag == "B").Path, Is.EqualTo("1.json:$.FeatureManagement.B"));
    }

    [Test]
    public void Import_WhatLintWarnsOf_IsInTheReport()
    {
        var report = ImportedFile.Of("""{ "FeatureManagement": { "auth-session": false } }""").Report;
        Assert.That(report.Notes.Single(n => n.Kind == NoteKind.Warning).Text, Does.StartWith("DF0213: "));
    }

    [Test]
    public void Import_ManyJoinedLists_IsLeftOutRatherThanEndless()
    {
        var groups = string.Join(",", Enumerable.Range(0, 5).Select(i => $$"""{ "Name": "g{{i}}", "RolloutPercentage": {{10 + i}} }"""));
        var filter = $$$"""{ "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "Groups": [ {{{groups}}} ] } } }""";
        var filters = string.Join(",", Enumerable.Repeat(filter, 50));
        var report = ImportedFile.Of($$"""{ "FeatureManagement": { "Good": true, "Bad": { "EnabledFor": [ {{filters}} ] } } }""").Report;
        Assert.That(report.Notes.Single(n => n.Flag == "Bad").Text, Does.Contain("more than 64 rules"));
    }

    /// <summary>Whatever a file holds, each of its flags is in the document or told as left out.</summary>
    [Test, Rule("no flag is lost silently")]
    public void Import_GeneratedFiles_LoseNoFlag()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var names = Enumerable.Range(0, 8).Select(i => $"{(i % 3 == 0 ? "Flag/" : "flag ")}{i}").ToList();
            var json = $"{{ \"FeatureManagement\": {{ {string.Join(", ", names.Select(n => $"\"{n}\": {Value(random, 5)}"))} }} }}";
            var (document, report) = ImportedFile.Of(json);
            Assert.That(report.Imported.Select(i => i.Name).Concat(report.FlagsLeftOut), Is.EquivalentTo(names), $"seed {seed}: {json}");
            Assert.That(document.Flags.Values.Select(f => f.Alias), Is.EquivalentTo(report.Imported.Select(i => i.Name)), $"seed {seed}");
        }
    }

    private static string Value(Random random, int depth)
    {
        string[] names =
        [
            "EnabledFor", "Name", "Parameters", "Audience", "Users", "Groups", "RolloutPercentage", "DefaultRolloutPercentage", "Exclusion",
            "RequirementType", "Value", "Start", "End", "variants", "allocation", "percentile", "from", "to", "variant", "status_override",
            "configuration_value", "default_when_enabled", "default_when_disabled", "user", "users", "Other",
        ];
        string[] leaves =
            ["true", "false", "null", "0", "30", "100", "-1", "1e400", "\"All\"", "\"Microsoft.Targeting\"", "\"Microsoft.Percentage\"",
                "\"Microsoft.TimeWindow\"", "\"Custom\"", "\"2026-01-01\"", "\"A\"", "\"\"", "\"\\u0000\""];
        if (depth == 0 || random.Next(3) == 0) return leaves[random.Next(leaves.Length)];
        if (random.Next(3) == 0)
            return $"[ {string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => Value(random, depth - 1)))} ]";
        var members = Enumerable.Range(0, random.Next(1, 6)).Select(_ => names[random.Next(names.Length)])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return $"{{ {string.Join(", ", members.Select(name => $"\"{name}\": {Value(random, depth - 1)}"))} }}";
    }
}
