using System.Text;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>What every place where webhooks and their outbox are kept must do.</summary>
internal abstract class WebhookStoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    protected abstract ServerStorage Storage { get; }

    protected IWebhookStore Store => Storage.Webhooks;

    [SetUp]
    public async Task CleanAsync()
    {
        foreach (var kept in await Store.ListAsync(default)) await Store.RemoveAsync(kept.Name, default);
        foreach (var notice in await Store.ReadOutboxAsync(1_000, default))
        {
            await Store.DistributeAsync(notice.Sequence, null, [], [], default);
        }
    }

    [Test]
    public async Task Add_GivesAllOfItBackAndNoNameTwice()
    {
        var made = Made("on-call") with { Events = ["flag.*", "key.made"], Environment = "production" };
        Assert.That(await Store.AddAsync(made, default), Is.True);
        Assert.That(await Store.AddAsync(made with { Address = "https://else.example/" }, default), Is.False);
        var kept = (await Store.ListAsync(default)).Single();
        Assert.That(kept.Webhook with { Events = made.Events }, Is.EqualTo(made));
        Assert.That(kept.Webhook.Events, Is.EqualTo(made.Events));
        Assert.That((kept.SucceededAt, kept.FailedAt, kept.Failure, kept.Waiting, kept.Dropped),
            Is.EqualTo(((DateTimeOffset?)null, (DateTimeOffset?)null, (string?)null, 0L, 0L)));
    }

    [Test]
    public async Task Add_BeyondTheMost_IsRefused()
    {
        for (var i = 0; i < IWebhookStore.Most; i++) Assert.That(await Store.AddAsync(Made($"w{i}"), default), Is.True);
        Assert.That(await Store.AddAsync(Made("one-more"), default), Is.False);
    }

    [Test, Rule("the outbox is written with the change")]
    public async Task Change_WritesTheOutboxWithItsRecord()
    {
        await ApplyAsync(StateAction.Kill, "unheard");
        Assert.That(await Store.ReadOutboxAsync(10, default), Is.Empty, "nobody is to be told");
        await Store.AddAsync(Made("on-call"), default);
        var told = 0;
        using var subscription = Store.OnChange(() => Interlocked.Increment(ref told));
        var sequence = await ApplyAsync(StateAction.Kill, "checkout");
        Assert.That((await Store.ReadOutboxAsync(10, default)).Select(notice => notice.Record), Is.EqualTo(new[] { sequence }));
        await Eventually.HoldsAsync(() => Volatile.Read(ref told) > 0, "whoever listens is told");
        Assert.That((await Store.ListAsync(default)).Single().Since, Is.LessThan((await Store.ReadOutboxAsync(1, default))[0].Sequence));
    }

    [Test]
    public async Task Change_RefusedOrDeliveredAgain_WritesNothing()
    {
        await Store.AddAsync(Made("on-call"), default);
        var change = Change(StateAction.Kill, "checkout");
        await Storage.State.ApplyAsync(change, default);
        await Storage.State.ApplyAsync(change, default);
        await Assert.ThatAsync(
            () => Storage.State.ApplyAsync(Change(StateAction.Kill, "no key"), default).AsTask(), Throws.InstanceOf<RefusalException>());
        Assert.That(await Store.ReadOutboxAsync(10, default), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Notice_Standing_IsWrittenOnceUntilItEnds()
    {
        var notice = new StandingNotice("flag.expired production old", new("flag.expired", "production", """{"flag":"old"}"""));
        await Store.NoticeAsync([notice], Long, default);
        Assert.That(await Store.ReadOutboxAsync(10, default), Is.Empty, "there is no webhook");
        await Store.AddAsync(Made("on-call"), default);
        for (var i = 0; i < 3; i++) await Store.NoticeAsync([notice], Long, default);
        Assert.That((await Store.ReadOutboxAsync(10, default)).Select(told => told.Noticed), Is.EqualTo(new[] { notice.Notice }));
        await PassAsync(TimeSpan.FromMilliseconds(5));
        await Store.NoticeAsync([notice], TimeSpan.Zero, default);
        Assert.That(await Store.ReadOutboxAsync(10, default), Has.Count.EqualTo(1), "it stands still, however long nobody has looked");
        await PassAsync(TimeSpan.FromMilliseconds(5));
        await Store.NoticeAsync([], TimeSpan.Zero, default);
        await Store.NoticeAsync([notice], Long, default);
        Assert.That(await Store.ReadOutboxAsync(10, default), Has.Count.EqualTo(2), "it was over, and is back");
    }

    [Test]
    public async Task Distribute_ByTwo_IsDoneOnce()
    {
        var notice = await NoticeAsync("one", "two", "three");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(
            _ => Store.DistributeAsync(notice, Message("m"), ["one", "gone", "two"], ["three"], default)));
        var kept = (await Store.ListAsync(default)).ToDictionary(webhook => webhook.Name);
        Assert.That(kept["one"].Waiting, Is.EqualTo(1));
        Assert.That(kept["two"].Waiting, Is.EqualTo(1));
        Assert.That((kept["three"].Waiting, kept["three"].Dropped), Is.EqualTo((0L, 1L)));
        Assert.That(await Store.ReadOutboxAsync(10, default), Is.Empty);
        Assert.That(await Store.ListDueAsync(default), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test, Rule("replicas share the work by leases")]
    public async Task Claim_ByManyAtOnce_GivesEachDeliveryToOne()
    {
        for (var i = 0; i < 20; i++)
        {
            var notice = await NoticeAsync("one");
            await Store.DistributeAsync(notice, Message($"m{i}"), ["one"], [], default);
        }

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.ClaimAsync("one", 4, Long, default)));
        var ids = claims.SelectMany(claim => claim).Select(delivery => delivery.Message.Id).ToList();
        Assert.That(ids, Is.Unique);
        Assert.That(ids, Has.Count.LessThanOrEqualTo(20));
        while (await Store.ClaimAsync("one", 4, Long, default) is { Count: > 0 } more) ids.AddRange(more.Select(d => d.Message.Id));
        Assert.That(ids, Has.Count.EqualTo(20).And.Unique);
    }

    [Test]
    public async Task Claim_WhoseLeaseIsOver_IsGivenAgainAndTheFirstSettlesNothing()
    {
        await DeliverAsync("one");
        var first = (await Store.ClaimAsync("one", 1, TimeSpan.Zero, default)).Single();
        await PassAsync(TimeSpan.FromMilliseconds(5));
        var second = (await Store.ClaimAsync("one", 1, Long, default)).Single();
        Assert.That((first.Attempt, second.Attempt), Is.EqualTo((1, 2)));
        Assert.That(Encoding.UTF8.GetString(second.Message.Body), Is.EqualTo("body"));
        await Store.SettleAsync(first, new("It was slow.", null), default);
        Assert.That((await Store.ListAsync(default)).Single().Waiting, Is.EqualTo(1));
        await Store.SettleAsync(second, new(null, null), default);
        var kept = (await Store.ListAsync(default)).Single();
        Assert.That((kept.Waiting, kept.Dropped, kept.Failure, kept.SucceededAt is null), Is.EqualTo((0L, 0L, (string?)null, false)));
    }

    [Test]
    public async Task Settle_OfAFailure_WaitsAndOfTheLastOneIsDropped()
    {
        await DeliverAsync("one");
        await Store.SettleAsync((await Store.ClaimAsync("one", 1, Long, default)).Single(), new("It has answered 500.", Long), default);
        var kept = (await Store.ListAsync(default)).Single();
        Assert.That((kept.Waiting, kept.Failure, kept.FailedAt is null), Is.EqualTo((1L, "It has answered 500.", false)));
        Assert.That(await Store.ListDueAsync(default), Is.Empty);
        await DeliverAsync("two");
        await Store.SettleAsync((await Store.ClaimAsync("two", 1, Long, default)).Single(), new("It has answered 500.", null), default);
        kept = (await Store.ListAsync(default))[^1];
        Assert.That((kept.Waiting, kept.Dropped), Is.EqualTo((0L, 1L)));
    }

    [Test]
    public async Task Clock_SetBackByADay_HoldsUpNoDeliveryAndNoNotice()
    {
        await DeliverAsync("one");
        await Store.SettleAsync((await Store.ClaimAsync("one", 1, Long, default)).Single(), new("It has answered 500.", Long), default);
        Assert.That(await Store.ListDueAsync(default), Is.Empty);
        var notice = new StandingNotice("again", new("flag.expired", "production", "{}"));
        await Store.NoticeAsync([notice], Long, default);
        var told = (await Store.ReadOutboxAsync(10, default)).Count;

        await SetBackAsync(TimeSpan.FromDays(1));
        Assert.That(await Store.ListDueAsync(default), Is.EqualTo(new[] { "one" }));
        var delivery = (await Store.ClaimAsync("one", 1, Long, default)).Single();
        Assert.That(await Store.ClaimAsync("one", 1, Long, default), Is.Empty, "it is leased");
        await Store.SettleAsync(delivery, new("It has answered 500.", Long), default);
        Assert.That(await Store.ListDueAsync(default), Is.Empty, "it waits again");
        await Store.NoticeAsync([], TimeSpan.Zero, default);
        await PassAsync(TimeSpan.FromMilliseconds(5));
        await Store.NoticeAsync([], TimeSpan.Zero, default);
        await Store.NoticeAsync([notice], Long, default);
        Assert.That(await Store.ReadOutboxAsync(10, default), Has.Count.EqualTo(told + 1), "it was over, and is back");
    }

    [Test]
    public async Task Remove_TakesWhatWaitsAlong()
    {
        await DeliverAsync("one");
        Assert.That(await Store.RemoveAsync("one", default), Is.True);
        Assert.That(await Store.RemoveAsync("one", default), Is.False);
        await Store.AddAsync(Made("one"), default);
        Assert.That((await Store.ListAsync(default)).Single().Waiting, Is.Zero);
        Assert.That(await Store.ClaimAsync("one", 10, Long, default), Is.Empty);
    }

    /// <summary>Lets time pass in the store.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>Sets the store's clock back.</summary>
    protected abstract Task SetBackAsync(TimeSpan time);

    protected static Webhook Made(string name) => new(
        name, "https://hooks.example.com/flags", "whsec_" + Convert.ToBase64String(new byte[32]), [], null,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "tests");

    private static WebhookMessage Message(string id) => new(id, Encoding.UTF8.GetBytes("body"));

    private async Task DeliverAsync(string name) => await Store.DistributeAsync(await NoticeAsync(name), Message("m"), [name], [], default);

    /// <summary>Has something noticed, and gives its position.</summary>
    private async Task<long> NoticeAsync(params string[] webhooks)
    {
        foreach (var name in webhooks) await Store.AddAsync(Made(name), default);
        await Store.NoticeAsync([new(Guid.NewGuid().ToString(), new("flag.expired", "production", "{}"))], Long, default);
        return (await Store.ReadOutboxAsync(1_000, default))[^1].Sequence;
    }

    private async Task<long> ApplyAsync(StateAction action, string flag) =>
        (await Storage.State.ApplyAsync(Change(action, flag), default)).Sequence;

    private static StateChange Change(StateAction action, string flag) => new()
    {
        Environment = "production",
        Action = action,
        Flag = flag,
        By = "tests",
        From = "tests",
        Reason = "errors",
        At = DateTimeOffset.UtcNow,
    };
}
