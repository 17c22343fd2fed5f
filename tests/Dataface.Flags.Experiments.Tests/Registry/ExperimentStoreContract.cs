using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Registry;

/// <summary>What our own registries do beyond that, for the server.</summary>
internal abstract class ExperimentStoreContract : ExperimentRegistryContract
{
    /// <inheritdoc/>
    internal abstract override IExperimentStore Open();

    [Test]
    public async Task ChangeStatus_StepByStep_EndsCleanedUpWithItsDecision()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.ChangeStatusAsync("one-page", ExperimentStatus.Approved, "bob", "looks sound");
        await registry.ChangeStatusAsync("one-page", ExperimentStatus.Running, "bob", "go");
        var decision = new DecisionRecord
        {
            Verdict = Verdict.Ship,
            On = Day,
            By = "ada",
            Readout = "https://x/readout",
            Rationale = "Orders rose.",
            Recommended = new() { Reason = "EvidenceMissing", Sentence = "Wait until about 12 December." },
            Override = new() { Reason = "The contract asks for it." },
        };
        await registry.ChangeStatusAsync(new("one-page", ExperimentStatus.Decided, "ada", "Orders rose.", decision));
        var record = await Open().ChangeStatusAsync("one-page", ExperimentStatus.CleanedUp, "ada", "flag is gone");
        Assert.Multiple(() =>
        {
            Assert.That(record.Status, Is.EqualTo(ExperimentStatus.CleanedUp));
            Assert.That(record.Decision, Is.EqualTo(decision));
            Assert.That(record.DecidedAt, Is.EqualTo(Now));
            Assert.That(record.Version, Is.EqualTo(5));
        });
        var audit = await Open().ReadAuditAsync("one-page");
        Assert.That(audit.Select(a => (a.By, a.Action, a.Before, a.After)), Is.EqualTo(new[]
        {
            ("ada", "create", null, "draft"), ("bob", "status", "draft", "approved"), ("bob", "status", "approved", "running"),
            ("ada", "status", "running", "decided: ship, against the recommendation to wait: The contract asks for it."),
                ("ada", "status", (string?)"decided", (string?)"cleaned_up"),
        }));
        Assert.That(audit[1].Reason, Is.EqualTo("looks sound"));
    }

    [Test]
    public async Task ChangeStatus_OfAnotherVersionThanWasChecked_IsRefused()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.ReplaceAsync(Draft() with { Name = "Changed" }, 1, "eve", "better");
        Assert.That(
            async () => await registry.ChangeStatusAsync(new("one-page", ExperimentStatus.Approved, "bob", "checked", ExpectedVersion: 1)),
            Throws.TypeOf<RefusalException>().With.Message.Contains("meanwhile"));
    }

    [Test]
    public async Task Replace_AfterApproval_IsRefused()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.ReplaceAsync(Draft() with { Definition = Given.Yaml }, 1, "ada", "written down");
        await registry.ChangeStatusAsync("one-page", ExperimentStatus.Approved, "bob", "ok");
        Assert.That(async () => await registry.ReplaceAsync(Draft(), 3, "eve", "quietly"),
            Throws.TypeOf<RefusalException>().With.Message.Contains("approved"));
        Assert.That((await Open().FindAsync("one-page"))!.Definition, Is.EqualTo(Given.Yaml));
    }

    [Test]
    public async Task ReplaceData_AfterAnAggregation_LeavesNothingOfTheOneBefore()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.ReplaceDataAsync("one-page",
            new()
            {
                Kpis = [Orders("off", 30), Orders("on", 40)],
                Exposures = [new() { Variant = "on", Cohort = Day, Units = 5 }],
                ExcludedUnits = 7,
            }, "events", "counted anew");
        await registry.ReplaceDataAsync("one-page",
            new()
            {
                Kpis = [Orders("on", 39)],
                Exposures = [new() { Variant = "on", Cohort = Day, Units = 4 }],
                ExcludedUnits = 8,
            }, "events", "counted anew");
        var data = await Open().LoadDataAsync("one-page");
        Assert.That((data.Kpis.Single(), data.Exposures.Single(), data.ExcludedUnits),
            Is.EqualTo((Orders("on", 39), new ExposureCount { Variant = "on", Cohort = Day, Units = 4 }, 8L)));
    }

    [Test]
    public async Task Note_OfAChangeElsewhere_IsInTheAuditAndChangesNothing()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        var before = await registry.FindAsync("one-page");
        await registry.NoteAsync(new("one-page", ExperimentNote.Break, "eve", "a new price", "document f00"));
        Assert.That(await Open().FindAsync("one-page"),
            Is.EqualTo(before).Using<ExperimentRecord>((a, b) => (a.Status, a.Version) == (b.Status, b.Version)));
        var noted = (await Open().ReadAuditAsync("one-page"))[^1];
        Assert.That((noted.By, noted.Action, noted.Reason, noted.After), Is.EqualTo(("eve", "break", "a new price", "document f00")));
        Assert.That(async () => await registry.NoteAsync(new("nobody", ExperimentNote.Break, "eve", "r", "a")),
            Throws.TypeOf<RefusalException>());
    }

    [Test]
    public async Task ReadLatestAudit_OfAllExperiments_IsTheNewestFirstAndNoMoreThanAskedFor()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.CreateAsync(Draft() with { Id = "two-pages" }, "bob");
        await registry.ChangeStatusAsync("one-page", ExperimentStatus.Approved, "bob", "looks sound");
        var latest = await Open().ReadLatestAuditAsync(2);
        Assert.That(latest.Select(l => (l.Id, l.Entry.By, l.Entry.Action, l.Entry.After)),
            Is.EqualTo(new[] { ("one-page", "bob", "status", "approved"), ("two-pages", "bob", "create", "draft") }));
        Assert.That(latest[0].Entry.Reason, Is.EqualTo("looks sound"));
        Assert.That(await Open().ReadLatestAuditAsync(100), Has.Count.EqualTo(3));
    }

    [Test, Rule("what was decided stays as it was")]
    public async Task AddKpis_AfterTheDecision_IsRefusedAndTheEvidenceStays()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        await registry.AddKpisAsync("one-page", [Orders("on", 40)], [], "loader");
        foreach (var to in new[] { ExperimentStatus.Approved, ExperimentStatus.Running,
            ExperimentStatus.Decided }) await registry.ChangeStatusAsync("one-page", to, "ada", "on");
        var before = ExperimentDataCodec.HashOf(await registry.LoadDataAsync("one-page"));
        Assert.That(async () =>
            await Open().AddKpisAsync("one-page", [Orders("on", 99, minutes: 9)], [], "eve"), Throws.TypeOf<RefusalException>());
        Assert.That(async () => await Open().ReplaceDataAsync("one-page", ExperimentData.Empty, "eve", "better"),
            Throws.TypeOf<RefusalException>());
        Assert.That(async () => await Open().ReplaceAsync(Draft() with { Hypothesis = "What we saw was what we meant." }, 4, "eve",
            "tidier"), Throws.TypeOf<RefusalException>().With.Message.Contains("decided"));
        Assert.That(ExperimentDataCodec.HashOf(await Open().LoadDataAsync("one-page")), Is.EqualTo(before));
    }

    [Test]
    public void Operations_OnAnUnknownExperiment_SaySo()
    {
        var registry = Open();
        Assert.Multiple(() =>
        {
            Assert.That(async () => await registry.FindAsync("nobody"), Is.Null);
            Assert.That(async () => await registry.LoadDataAsync("nobody"), Throws.TypeOf<RefusalException>());
            Assert.That(async () => await registry.ReadAuditAsync("nobody"), Throws.TypeOf<RefusalException>());
            Assert.That(async () => await registry.AddKpisAsync("nobody", [], [], "x"), Throws.TypeOf<RefusalException>());
            Assert.That(async () =>
                await registry.ChangeStatusAsync("nobody", ExperimentStatus.Approved, "x", "y"), Throws.TypeOf<RefusalException>());
            Assert.That(async () => await registry.MarkStableAsync("nobody"), Throws.TypeOf<RefusalException>());
            Assert.That(async () =>
                await registry.FinishRefreshAsync(99, RefreshStatus.Succeeded, 0, null), Throws.TypeOf<RefusalException>());
        });
    }

    [Test]
    public async Task RefreshLog_LoadsThatEndAndOneThatDoesNot_ShowsThemLastFirst()
    {
        var registry = Open();
        await registry.CreateAsync(Draft(), "ada");
        var (good, bad, open) = (await registry.StartRefreshAsync("one-page"), await registry.StartRefreshAsync("other"),
            await registry.StartRefreshAsync("one-page"));
        await registry.FinishRefreshAsync(good, RefreshStatus.Succeeded, 12, null, TimeSpan.FromMinutes(3));
        await registry.FinishRefreshAsync(bad, RefreshStatus.Failed, 0, "no such file");
        var log = await Open().ReadRefreshLogAsync();
        Assert.That(log.Select(r => (r.Id, r.Job, r.Status, r.Rows, r.Error, r.Lag)), Is.EqualTo(new[]
        {
            (open, "one-page", RefreshStatus.Running, 0, null, null),
            (bad, "other", RefreshStatus.Failed, 0, "no such file", null),
            (good, "one-page", RefreshStatus.Succeeded, 12L, (string?)null, (TimeSpan?)TimeSpan.FromMinutes(3)),
        }));
        Assert.That((await Open().ReadRefreshLogAsync("one-page", limit: 1)).Single().Id, Is.EqualTo(open));
    }

    [Test]
    public async Task MarkStable_Twice_KeepsTheFirstTimeAndOneRecord()
    {
        await Open().CreateAsync(Draft(), "ada");
        await Open().MarkStableAsync("one-page");
        await Open().MarkStableAsync("one-page");
        Assert.That((await Open().FindAsync("one-page"))!.StableAt, Is.EqualTo(Now));
        Assert.That((await Open().ReadAuditAsync("one-page")).Count(a => a.Action == "stable"), Is.EqualTo(1));
    }
}
