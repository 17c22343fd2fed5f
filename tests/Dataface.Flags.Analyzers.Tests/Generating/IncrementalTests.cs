using Dataface.Flags.Analyzers.Generating;
using Microsoft.CodeAnalysis;
using static Dataface.Flags.Analyzers.Tests.Generating.Generated;

namespace Dataface.Flags.Analyzers.Tests.Generating;

/// <summary>The driver's report says what was made anew.</summary>
[TestFixture]
internal sealed class IncrementalTests
{
    private static readonly string Original = Document(("new-cart", "\"description\": \"one\""));

    [Test]
    public void Run_AfterAnEditOfCode_ReadsNothingAndWritesNothing()
    {
        var after = From(Original, "class A { }").After(driver => driver, "class A { int _b; }");
        Assert.That(Reasons(after, FlagsGenerator.DocumentsStep), Is.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(Reasons(after, FlagsGenerator.ClassesStep), Is.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(Outputs(after), Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void Run_AfterAnEditThatMovesTextInTheDocument_WritesNothing()
    {
        var after = Edit(Original.Replace("  \"flags\"", "\n\n  \"flags\"", StringComparison.Ordinal));
        Assert.That(Reasons(after, FlagsGenerator.DocumentsStep), Is.EqualTo(new[] { IncrementalStepRunReason.Modified }));
        Assert.That(Reasons(after, FlagsGenerator.ClassesStep), Is.All.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(Outputs(after), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void Run_AfterAnEditOfAFlag_WritesItsClass()
    {
        var after = Edit(Original.Replace("one", "two", StringComparison.Ordinal));
        Assert.That(Reasons(after, FlagsGenerator.ClassesStep), Is.EqualTo(new[] { IncrementalStepRunReason.Modified }));
        Assert.That(after.Code, Does.Contain("<summary>two</summary>"));
    }

    [Test]
    public void Run_AfterAnEditOfARollout_WritesNothing()
    {
        var after = Edit(Original.Replace("\"one\"",
            "\"one\", \"environments\": { \"production\": { \"rollout\": { \"percent\": 1 } } }", StringComparison.Ordinal));
        Assert.That(Reasons(after, FlagsGenerator.ClassesStep), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    private static Generated Edit(string document) =>
        From(Original).After(driver => driver.ReplaceAdditionalTexts([TextFile.Of("flags.json", document)]));

    private static IEnumerable<IncrementalStepRunReason> Reasons(Generated generated, string step) =>
        generated.Result.Results.Single().TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(Generated generated) =>
        generated.Result.Results.Single().TrackedOutputSteps.Values.SelectMany(s => s).SelectMany(s => s.Outputs).Select(o => o.Reason);
}
