using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;

namespace Dataface.Flags.Sqlite.Tests.State;

[TestFixture]
internal sealed class TrailSearchTests : TrailSearchContract
{
    private TemporaryFolder _folder = null!;
    private OpenFolder _open = null!;

    [SetUp]
    public void OpenFolder()
    {
        _folder = new();
        _open = new(_folder["data"]);
    }

    [TearDown]
    public void Remove()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    protected override IFlagStateStore Open() => _open.State;

    [TestCaseSource(nameof(Queries)), Rule("a page of history is a seek")]
    public void SearchSql_AnyPage_SeeksAndSortsNothing(TrailQuery query)
    {
        var plan = _open.Database.Read(connection => connection.Rows(
            "EXPLAIN QUERY PLAN " + TrailRows.SearchSql(query), row => row.GetString(3),
            [1L, 5, .. query.Members.Select(m => m.Value)]));
        Assert.That(plan, Has.Count.EqualTo(1), string.Join('\n', plan));
        Assert.That(plan[0], Does.StartWith("SEARCH audit USING"));
        var sought = query.Flag is null ? query.Members.Select(m => m.Member) : ["flag"];
        foreach (var member in sought) Assert.That(plan[0], Does.Contain($"{member}=?"));
        Assert.That(plan[0], Does.Contain(query.Flag is null ? "rowid<?" : "sequence<?"));
    }
}
