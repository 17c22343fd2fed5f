using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Policy;

/// <summary>
/// Each practice that the mission prohibits, and each rule of a type, is refused with its code. The rest of the document is good.
/// </summary>
[TestFixture]
internal sealed class PolicyTests
{
    private const string Approvals = "approvals:\n  - { role: business, by: Ada, on: 2026-11-25, reference: B-1 }\n";

    [Test]
    [Rule("no experiment without a flag behind it (dark launch)")]
    public void Lint_WithoutFlag_IsRefused() => AssertRefused(Given.With("flag: checkout-v2\n", ""), NoFlag);

    [Test]
    [Rule("users are never surprised: no silent change")]
    public void Lint_VisibleChangeWithoutNotice_IsRefused() =>
        AssertRefused(Given.With("user_notice:\n  visible: true\n  how: A line on the page.\n", ""), SilentChange);

    [Test]
    [Rule("users are never surprised: no silent change")]
    public void Lint_InvisibleChange_NeedsNoNotice() =>
        Assert.That(Given.Read(Given.With("  visible: true\n  how: A line on the page.\n", "  visible: false\n")).Problems, Is.Empty);

    [Test]
    [Rule("no experiment without a hypothesis")]
    public void Lint_WithoutHypothesis_IsRefused() =>
        AssertRefused(Given.With("hypothesis: If it is one page, more baskets become orders, because nobody has to go back.\n", ""),
            NoHypothesis);

    [Test]
    [Rule("no open-ended experiment")]
    public void Lint_WithoutEnd_IsRefused() => AssertRefused(Given.With("  end: 2026-12-29\n", ""), OpenEnded);

    [TestCase("2027-03-01", null)]
    [TestCase("2027-03-02", TooLong)]
    [Rule("no over-long experiment")]
    public void Lint_AroundTheLongestRun_RefusesWhatIsBeyond(string end, string? code)
    {
        var result = Given.ReadIn(Given.Context with { Flags = null }, Given.With("end: 2026-12-29", $"end: {end}"));
        Assert.That(result.Problems.Select(p => p.Code), Is.EqualTo(code is null ? [] : new[] { code }));
    }

    [Test]
    [Rule("an experiment is decided when it is over")]
    public void Lint_RunningAfterItsEnd_IsRefused() => AssertRefused(
        Given.With("end: 2026-12-29", "end: 2026-12-19").Replace("window: 7d", "window: 12h", StringComparison.Ordinal), Overdue);

    [TestCase("fixed", "7d", 19, false, TestName = "a fixed test waits for the last window")]
    [TestCase("fixed", "7d", 14, false, TestName = "a fixed test waits to the window's last day")]
    [TestCase("fixed", "7d", 13, true, TestName = "a fixed test past its last window is decided")]
    [TestCase("fixed", "12h", 19, true, TestName = "a window of hours closes on the next day")]
    [TestCase("fixed", "36h", 19, false, TestName = "a window of a day and a half closes on the second")]
    [TestCase("sequential", "7d", 20, false, TestName = "a sequential test, too, waits for the last window")]
    [TestCase("sequential", "7d", 13, true, TestName = "a sequential test past its last window is decided")]
    [Rule("no over-long experiment")]
    public void Lint_RunningAfterItsEnd_IsOverdueOnceItCanBeDecided(string test, string window, int end, bool isOverdue)
    {
        var yaml = Given.With("end: 2026-12-29", $"end: 2026-12-{end}").Replace("test: fixed", $"test: {test}", StringComparison.Ordinal)
            .Replace("window: 7d", $"window: {window}", StringComparison.Ordinal);
        Assert.That(Given.Read(yaml).Problems.Any(p => p.Code == Overdue), Is.EqualTo(isOverdue));
    }

    [Test]
    [Rule("a fixed test is looked at once")]
    public void Lint_FixedTestOfValuesThatGrow_IsRefusedBeforeItIsAgreed()
    {
        var draft = Given.With("status: running", "status: draft");
        var growing = draft.Replace("window: 7d, ", "", StringComparison.Ordinal);
        var refused = Given.Read(growing);
        Assert.That(refused.IsAccepted, Is.False);
        Assert.That(refused.Problems.Single(p => p.Code == NoWindow).Remedy, Does.Contain("'window: 7d'")
            .And.Contain("'test: sequential'"));
        Assert.That(Codes(draft), Does.Not.Contain(NoWindow), "with a window");
        Assert.That(Codes(growing.Replace("test: fixed", "test: sequential", StringComparison.Ordinal)), Does.Not.Contain(NoWindow));
        Assert.That(Codes(growing.Replace("status: draft", "status: running", StringComparison.Ordinal)), Does.Not.Contain(NoWindow),
            "an agreed design cannot change");
        IEnumerable<string> Codes(string yaml) => Given.Read(yaml).Problems.Select(p => p.Code);
    }

    [Test]
    [Rule("one variable at a time")]
    public void Lint_SeveralVariables_IsRefused() =>
        AssertRefused(Given.With("variable: number of pages", "variable: [pages, colour]"), SeveralVariables);

    [Test]
    [Rule("no decision without a readout")]
    public void Lint_DecidedWithoutReadout_IsRefused() =>
        AssertRefused(Given.Decided().Replace("readout: 'https://x/readout', ", "", StringComparison.Ordinal)
            .Replace("ship", "iterate", StringComparison.Ordinal), NoReadout);

    [TestCase("note: nowhere")]
    [TestCase("https:///nowhere")]
    [TestCase("ftp://x/readout")]
    [Rule("a readout that is named exists")]
    public void Lint_ReadoutThatIsNoAddressOfTheWeb_IsLookedForAsAFile(string readout)
    {
        using var folder = new TemporaryFolder();
        var context = Given.Context with { Code = new SourceScan(folder["."]), Flags = FlagDocument.Empty };
        var yaml = Given.Decided().Replace("https://x/readout", readout, StringComparison.Ordinal);
        Assert.That(Given.ReadIn(context, yaml).Problems.Select(p => p.Code), Does.Contain(NoReadout));
        Assert.That(Given.ReadIn(context, Given.Decided()).Problems.Select(p => p.Code), Does.Not.Contain(NoReadout));
    }

    [TestCase("decided", 20, ProblemSeverity.Warning)]
    [TestCase("decided", 30, ProblemSeverity.Error)]
    [TestCase("cleaned_up", 20, ProblemSeverity.Error)]
    [Rule("an experiment is not finished until its flag is gone")]
    public void Lint_DecidedWhileTheFlagIsInDocuments_SaysSoUntilItIsGone(string status, int day, ProblemSeverity severity)
    {
        var context = Given.Context with { Time = new Given.Day(2026, 12, day) };
        var problem = Given.ReadIn(context, Given.Decided(status)).Problems.Single();
        Assert.That((problem.Code, problem.Severity), Is.EqualTo((FlagRemains, severity)));
        Assert.That(Given.ReadIn(context with { Flags = FlagDocument.Empty }, Given.Decided(status)).Problems, Is.Empty);
    }

    [Test]
    [Rule("an experiment is not finished until its flag is gone")]
    public void Lint_CleanedUpWhileTheFlagIsInCode_SaysWhere()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["src"]);
        Directory.CreateDirectory(folder["bin"]);
        File.WriteAllText(folder["bin/Old.cs"], "\"checkout-v2\"");
        File.WriteAllText(folder["src/Shop.cs"], "// shop\nif (flags.IsEnabled(\"checkout-v2\", user)) { }\n");
        var context = Given.Context with { Flags = null, Code = new SourceScan(folder["."]) };
        var problem = Given.ReadIn(context, Given.Decided("cleaned_up")).Problems.Single();
        Assert.That((problem.Code, problem.Message),
            Is.EqualTo((FlagRemains, "It was decided on 2026-12-15, and its flag 'checkout-v2' is still in src/Shop.cs(2).")));
        File.WriteAllText(folder["src/Shop.cs"], "// shop, \"checkout-v22\"\n");
        Assert.That(Given.ReadIn(context, Given.Decided("cleaned_up")).Problems, Is.Empty);
    }

    [Test]
    [Rule("an experiment is not finished until its flag is gone")]
    public void Lint_CleanedUpWithTheListOfUses_IgnoresComments()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["Shop.cs"], "// \"checkout-v2\" was here.\n");
        var list = folder["uses.json"];
        File.WriteAllText(list, """{ "folder": ".", "uses": [ { "flag": "checkout-v2", "path": "Cart.cs", "line": 7 } ] }""");
        ExperimentContext Context() => Given.Context with { Flags = null, Code = FoundUses.Read(list) };
        Assert.That(Given.ReadIn(Context(), Given.Decided("cleaned_up")).Problems.Single().Message,
            Does.EndWith("is still in Cart.cs(7)."));
        File.WriteAllText(list, """{ "folder": ".", "uses": [] }""");
        Assert.That(Given.ReadIn(Context(), Given.Decided("cleaned_up")).Problems, Is.Empty);
        File.WriteAllText(folder["page.ts"], "isOn('checkout-v2')\n");
        Assert.That(Given.ReadIn(Context(), Given.Decided("cleaned_up")).Problems.Single().Message,
            Does.EndWith("is still in page.ts(1)."));
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("""{ "folder": ".", "uses": [ { "flag": 1 } ] }""")]
    [TestCase("uses")]
    public void FoundUses_OfAnotherFile_SaysHowToWriteIt(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["uses.json"], text);
        Assert.That(() => FoundUses.Read(folder["uses.json"]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("dataface-flags-clean --uses"));
    }

    [Test]
    [Rule("no vanity metrics")]
    public void Lint_TotalAsPrimaryMetric_IsRefused() =>
        AssertRefused(Given.With("kind: conversion,", "kind: conversion, per: total,"), VanityMetric);

    [Test]
    [Rule("pricing needs an approval")]
    [Rule("pricing needs a controlled cohort")]
    public void Lint_Pricing_NeedsApprovalAndCohort()
    {
        var pricing = Given.With("type: feature", "type: pricing");
        AssertRefused(pricing, CohortMissing);
        var controlled = pricing.Replace("  layer: checkout\n", "  layer: checkout\n  cohort: beta\n", StringComparison.Ordinal);
        Assert.That(Given.Read(controlled).Problems, Is.Empty);
        AssertRefused(controlled.Replace(Approvals, "", StringComparison.Ordinal), ApprovalMissing);
        AssertRefused(controlled.Replace("on: 2026-11-25", "on: 2026-12-24", StringComparison.Ordinal), ApprovalMissing);
    }

    [Test]
    [Rule("pricing needs an approval")]
    public void Lint_PricingDraftWithoutApproval_IsReminded()
    {
        var draft = Given.With("type: feature\nstatus: running", "type: pricing\nstatus: draft")
            .Replace(Approvals, "", StringComparison.Ordinal)
            .Replace("  layer: checkout\n", "  layer: checkout\n  cohort: beta\n", StringComparison.Ordinal);
        var result = Given.Read(draft);
        Assert.That((result.IsAccepted, result.Problems.Single(p => p.Code != NoLimit).Code), Is.EqualTo((true, ApprovalMissing)));
    }

    [Test]
    [Rule("billing needs an approval")]
    [Rule("sensitive areas need a security sign-off")]
    public void Lint_Billing_NeedsBothSignOffs()
    {
        var billing = Given.With("touches: [checkout]", "touches: [billing]");
        AssertRefused(billing, SecuritySignOffMissing);
        var signed = billing.Replace(
            "approvals:\n", "approvals:\n  - { role: security, by: Grace, on: 2026-11-26, reference: S-1 }\n", StringComparison.Ordinal);
        Assert.That(Given.Read(signed).Problems, Is.Empty);
        AssertRefused(signed.Replace("role: business", "role: security", StringComparison.Ordinal), ApprovalMissing);
    }

    [Test]
    [Rule("security is never an experiment")]
    public void Lint_TypeSecurity_IsRefused() => AssertRefused(Given.With("type: feature", "type: security"), SecurityRefused);

    [TestCase("authentication")]
    [TestCase("session")]
    [TestCase("Security")]
    [TestCase("compliance")]
    [TestCase("private_data")]
    [TestCase("sso")]
    [TestCase("Login")]
    [TestCase("gdpr")]
    [TestCase("pii")]
    [TestCase("login page")]
    [TestCase("two_factor")]
    [TestCase("data protection")]
    [TestCase("legal")]
    [Rule("authentication, session, security, compliance and private data are never touched")]
    public void Lint_ForbiddenArea_IsRefused(string area) =>
        AssertRefused(Given.With("touches: [checkout]", $"touches: [checkout, {area}]"), ForbiddenArea);

    [TestCase("chekout", "Did you mean 'checkout'?")]
    [TestCase("seating-plan", "There are")]
    [TestCase("lоgin", "There are")]
    public void Lint_AreaThatThePolicyDoesNotKnow_IsRefused(string area, string remedy)
    {
        var problem = Given.Read(Given.With("touches: [checkout]", $"touches: [checkout, {area}]")).Problems.Single();
        Assert.That((problem.Code, problem.Severity), Is.EqualTo((UnknownArea, ProblemSeverity.Error)));
        Assert.That(problem.Remedy, Does.Contain(remedy));
    }

    [Test]
    public void Lint_AreaOfThePolicyFile_IsAllowedOrForbidden()
    {
        var policy = ExperimentPolicyFile.Read(
            "areas: [Seating Plan]\nforbidden_areas: [evacuation]\nallowed_attributes: [seat_row]\n"u8.ToArray(), "policy.yaml");
        var context = Given.Context with { Policy = policy };
        Assert.That(Given.ReadIn(context, Given.With("touches: [checkout]", "touches: [seating_plan]")).Problems, Is.Empty);
        Assert.That(Given.ReadIn(context, Given.With("touches: [checkout]", "touches: [evacuation]")).Problems.Single().Code,
            Is.EqualTo(ForbiddenArea));
        Assert.That(Given.ReadIn(context, Given.With("value: amount", "value: seat_row")).Problems, Is.Empty);
        Assert.That(() => ExperimentPolicyFile.Read("area: [x]"u8.ToArray(), "policy.yaml"),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("areas"));
    }

    [TestCase("value: amount", "value: email")]
    [TestCase("attributes: [country]", "attributes: [country, ip_address]")]
    [Rule("no personal data in events")]
    public void Lint_AttributeNotAllowed_IsRefusedUntilItIsAllowed(string old, string replacement)
    {
        var document = Given.With(old, replacement);
        AssertRefused(document, PersonalData);
        var policy = ExperimentPolicy.Default with
        {
            AllowedAttributes = [.. ExperimentPolicy.Default.AllowedAttributes, "email",
            "ip_address"]
        };
        Assert.That(Given.ReadIn(Given.Context with { Policy = policy }, document).Problems, Is.Empty);
    }

    [TestCase("ux_copy")]
    [TestCase("performance")]
    [TestCase("onboarding")]
    public void Lint_OrdinaryType_IsAccepted(string type) =>
        Assert.That(Given.Read(Given.With("type: feature", $"type: {type}")).Problems, Is.Empty);

    private static void AssertRefused(string yaml, string code)
    {
        var result = Given.Read(yaml);
        Assert.That(result.Problems.Select(p => p.Code), Is.EqualTo(new[] { code }), string.Join('\n', result.Problems));
        Assert.That(result.IsAccepted, Is.False);
    }
}
