using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests.Documents;

namespace Dataface.Flags.Tests.Providers;

/// <summary>What every source of flags must do. A provider's fixture inherits it and says how to put a document into the source.</summary>
internal abstract class FlagConfigProviderContract
{
    /// <summary>The provider, of a source that holds the document.</summary>
    protected abstract IFlagConfigProvider Open(string json);

    /// <summary>Replaces the document in the source.</summary>
    protected abstract void Change(string json);

    /// <summary>Makes the source unreadable; false when it always can be read.</summary>
    protected virtual bool TryBreak() => false;

    /// <summary>Of what every source can hold, configuration included.</summary>
    protected static string Document(int seed) => new RandomDocument(seed, isUntyped: true).Make().ToJsonString();

    protected static async Task<string> LoadAsync(IFlagConfigProvider provider) =>
        Meaning((await provider.LoadAsync(CancellationToken.None)).Utf8Json);

    /// <summary>A document's canonical text, so that sources may hold it in another form.</summary>
    protected static string Meaning(ReadOnlyMemory<byte> json)
    {
        var result = FlagDocumentReader.Read(json, time: ProblemCase.Clock);
        Assert.That(result.IsAccepted, string.Join('\n', result.Problems));
        return Encoding.UTF8.GetString(FlagDocumentWriter.Write(result.Document!));
    }

    protected static string Meaning(string json) => Meaning(Encoding.UTF8.GetBytes(json));

    [Test]
    public async Task Load_Document_IsTheOneInTheSource([Range(0, 9)] int seed) =>
        Assert.That(await LoadAsync(Open(Document(seed))), Is.EqualTo(Meaning(Document(seed))));

    [Test]
    public async Task Load_AfterAChange_IsTheNewOneWithAnotherRevision()
    {
        var provider = Open(Document(1));
        var before = await provider.LoadAsync(CancellationToken.None);
        Change(Document(2));
        var after = await provider.LoadAsync(CancellationToken.None);
        Assert.That(Meaning(after.Utf8Json), Is.EqualTo(Meaning(Document(2))));
        Assert.That(after.Revision, Is.Not.EqualTo(before.Revision));
    }

    [Test]
    public async Task OnChange_SourceChanges_IsNotified()
    {
        var provider = Open(Document(1));
        var told = new TaskCompletionSource();
        using var subscription = provider.OnChange(() => told.TrySetResult());
        Change(Document(2));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task OnChange_Disposed_IsNotTold()
    {
        var provider = Open(Document(1));
        await provider.LoadAsync(CancellationToken.None); // Over a network, to become known is a change, too.
        var count = 0;
        provider.OnChange(() => count++).Dispose();
        Change(Document(2));
        Assert.That(count, Is.Zero);
    }

    [Test]
    public async Task Load_SourceUnreadable_ThrowsWithWhatAndWhereAndWorksAgainLater()
    {
        var provider = Open(Document(1));
        if (!TryBreak()) return;
        Assert.That(async () => await provider.LoadAsync(CancellationToken.None), Throws.Exception.With.Message.Length.GreaterThan(30));
        Change(Document(2));
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(2))));
    }

    [Test]
    public void Name_Always_IsSet() => Assert.That(Open(Document(1)).Name, Is.Not.Empty);

    /// <summary>A document with a flag that is on for everybody in staging.</summary>
    protected static string WithDescription(string description)
    {
        var document = JsonNode.Parse(
            """{ "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-01-01" } } }""")!;
        document["flags"]!["f"]!["description"] = description;
        return document.ToJsonString();
    }
}
