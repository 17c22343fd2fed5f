using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Http;

[TestFixture]
internal sealed class ReceivedFeedTests
{
    [TestCase("a.2.5", "a.2.6", true, FeedNews.Newer)]
    [TestCase("a.2.5", "a.2.5", true, FeedNews.Same)]
    [TestCase("a.2.5", "a.2.4", true, FeedNews.Behind)]
    [TestCase("a.2.5", "a.1.5", false, FeedNews.Behind)]
    [TestCase("a.2.5", "a.3.5", true, FeedNews.Gap)]
    [TestCase("a.2.5", "b.2.6", true, FeedNews.Gap)]
    [TestCase("a.2.5", "b.1.1", false, FeedNews.OtherLineage)]
    [TestCase("a.2.5", "a.3.4", false, FeedNews.Newer)]
    public void Take_Position_IsComparedWithinItsLineage(string known, string next, bool isStateOnly, FeedNews expected)
    {
        var received = new ReceivedFeed("server");
        received.Take(At(known));
        Assert.That(received.Take(At(next) with { IsStateOnly = isStateOnly }), Is.EqualTo(expected));
    }

    [Test]
    public void Take_NewerDocumentWithOlderState_GoesBackInNeither()
    {
        var received = new ReceivedFeed("server");
        received.Take(At("a.2.5"));
        received.Take(At("a.3.4"));
        Assert.That(received.Cursor, Is.EqualTo(new FeedCursor("a", 3, 5)));
        Assert.That((received.Current!.Definitions!.Revision, received.Current.State.Sequence), Is.EqualTo(("3", 5)));
    }

    [Test]
    public void TakeChange_ServerAnnouncesLater_KeepsItUntilThen()
    {
        var received = new ReceivedFeed("server");
        received.Take(At("a.1.5"));
        received.Take(HttpChange.Kill("f"), At("a", 7));
        received.Take(At("a.1.6"));
        Assert.That(received.Current!.State.Kills.Keys, Is.EqualTo(["f"]), "announced up to 6, and ours is 7");
        received.Take(At("a.1.8"));
        Assert.That(received.Current!.State.Kills, Is.Empty, "announced: what the server says counts");
    }

    [Test]
    public void TakeChange_AnnouncedAlready_ChangesNothing()
    {
        var received = new ReceivedFeed("server");
        received.Take(At("a.1.5"));
        received.Take(HttpChange.Kill("f"), At("a", 5));
        Assert.That(received.Current!.State.Kills, Is.Empty);
    }

    [Test]
    public void TakeChange_Restore_EndsTheKillAndCounts()
    {
        var received = new ReceivedFeed("server");
        received.Take(HttpChange.Kill("f"), At("a", 6));
        received.Take(HttpChange.Kill("f") with { Action = StateAction.Restore }, At("a", 7));
        received.Take(At("a.1.5"));
        Assert.That((received.Current!.State.Kills.Count, received.Current.State.Restores["f"]), Is.EqualTo((0, 1)));
    }

    [TestCase("")]
    [TestCase("1.2")]
    [TestCase(".x.1")]
    [TestCase(".1.-1")]
    [TestCase(".1.1.1")]
    public void Cursor_NotOne_IsRefused(string text) => Assert.That(FeedCursor.TryParse(text, out _), Is.False);

    private static RecordedChange At(string lineage, long sequence) =>
        new() { Reach = StateReach.Fleet, Sequence = sequence, Lineage = lineage };

    private static Feed At(string text)
    {
        Assert.That(FeedCursor.TryParse(text, out var cursor));
        return new(cursor!, new() { Utf8Json = default, Revision = text.Split('.')[1] },
            FlagState.Empty with { Sequence = cursor!.Sequence, Lineage = cursor.Lineage });
    }
}
