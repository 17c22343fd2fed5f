using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Objectives that guards share by name.</summary>
[TestFixture]
internal sealed class ObjectiveDocumentTests
{
    private const string Api = """ "objectives": { "api": { "objective": 99.5 } }, """;

    [Test]
    public void Read_GuardThatNamesAnObjective_HasItsFigure()
    {
        var guard = Read(Document(Api, """{ "objective": "api" }""")).Document!.Flags["f"].Guard!;
        Assert.That((guard.Objective, guard.SloObjective), Is.EqualTo(("api", 99.5)));
    }

    [TestCase("release", SharedBurnAction.Hold)]
    [TestCase("operations", SharedBurnAction.Hold)]
    [TestCase("experiment", SharedBurnAction.Abort)]
    [TestCase("copy", SharedBurnAction.Abort)]
    public void Read_WithoutOnSharedBurn_TakesItFromTheKind(string kind, SharedBurnAction action)
    {
        var guard = Read(Document(Api, """{ "objective": "api" }""", kind)).Document!.Flags["f"].Guard!;
        Assert.That(guard.OnSharedBurn, Is.EqualTo(action));
    }

    [Test]
    public void Read_ObjectiveOfAnotherDocument_IsFound()
    {
        var shared = Encoding.UTF8.GetBytes($$"""{ "schema": 1, {{Api}} "flags": {} }""");
        var result = FlagDocumentReader.Read(
        [
            new() { Source = "shared", Utf8Json = shared },
            new() { Source = "own", Utf8Json = Encoding.UTF8.GetBytes(Document("", """{ "objective": "api" }""")) },
        ]);
        Assert.That(result.Document!.Flags["f"].Guard!.SloObjective, Is.EqualTo(99.5));
    }

    [TestCase(Api, "\"apo\"", "Did you mean 'api'?")]
    [TestCase("", "\"api\"", "Add it: \"objectives\": { \"api\": { \"objective\": 99.9 } }.")]
    public void Read_MissingObjective_SaysWhatToWrite(string objectives, string name, string remedy)
    {
        var problem = Read(Document(objectives, $$"""{ "objective": {{name}} }""")).Problems.Single();
        Assert.That((problem.Code, problem.Path, problem.Remedy),
            Is.EqualTo((ProblemCode.UnknownObjective, "$.flags.f.guard.slo.objective", remedy)));
    }

    [Test]
    public void Read_InvalidOnSharedBurn_IsRefused()
    {
        var problem = Read(Document(Api, """{ "objective": "api", "onSharedBurn": "stop" }""")).Problems.Single();
        Assert.That(problem.Code, Is.EqualTo(ProblemCode.InvalidGuard));
    }

    [TestCase("""{ "objective": "api" }""")]
    [TestCase("""{ "objective": 99.9, "onSharedBurn": "abort" }""")]
    public void Write_WhatWasRead_IsReadAgainAsTheSame(string slo)
    {
        var document = Read(Document(Api, slo)).Document!;
        var written = FlagDocumentWriter.Write(document);
        var again = FlagDocumentReader.Read(written).Document!;
        Assert.That(again.Flags["f"].Guard, Is.EqualTo(document.Flags["f"].Guard).UsingPropertiesComparer());
        Assert.That(FlagDocumentWriter.Write(again), Is.EqualTo(written));
    }

    private static FlagDocumentResult Read(string json) =>
        FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: new ManualTimeProvider());

    private static string Document(string objectives, string slo, string kind = "release") => $$"""
        { "schema": 1, {{objectives}} "flags": { "f": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01",
          "kind": "{{kind}}", "guard": { "slo": {{slo}} } } } }
        """;
}
