using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;

namespace Dataface.Flags.Experiments.Tests.Readouts;

[TestFixture]
internal sealed class DataRowsTests
{
    [Test]
    public void Add_RowsThatContradictEachOther_NamesTheEarlierAsItsSourceWritesPlaces()
    {
        var rows = new DataRows(Results.Experiment, new DateTimeOffset(2026, 12, 20, 6, 0, 0, TimeSpan.Zero));
        rows.Begin("body", row => $"exposures[{row - 1}]");
        Add(rows, 1, "5");
        Add(rows, 2, "6");
        rows.Begin("rows.jsonl");
        Add(rows, 1, "7");
        Add(rows, 2, "8");
        Assert.That(rows.End().Problems.Select(p => p.Message.Split(" for the same ")[0]),
            Is.EqualTo(new[] { "It differs from exposures[0]", "It differs from line 1" }));
    }

    private static void Add(DataRows rows, int line, string units) => rows.Add(line, name => name switch
    {
        "kind" => "exposure",
        "variant" => "on",
        "cohort" => "2026-12-01",
        "units" => units,
        _ => null,
    });
}
