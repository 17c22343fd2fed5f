using System.Text.Json;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests.Providers;

namespace Dataface.Flags.Strangers.Tests;

[TestFixture]
internal sealed class DictionaryProviderTests : FlagConfigProviderContract
{
    private readonly DictionaryProvider _provider = new();

    protected override IFlagConfigProvider Open(string json)
    {
        Change(json);
        return _provider;
    }

    protected override void Change(string json)
    {
        using var document = JsonDocument.Parse(json);
        _provider.Set(document.RootElement.EnumerateObject().Select(s => KeyValuePair.Create(s.Name, s.Value.GetRawText())));
    }

    protected override bool TryBreak()
    {
        _provider.Break();
        return true;
    }

    [Test]
    public async Task Client_OverTheProvider_AnswersAndFollowsAChange()
    {
        var provider = new DictionaryProvider();
        provider.Set(Sections("off"));
        await using var flags = await FlagClient.StartAsync(options =>
        {
            options.Environment = "staging";
            options.AddProvider(provider);
        });
        Assert.That(flags.IsEnabled("f", EvaluationContext.Empty), Is.False);
        provider.Set(Sections("on"));
        await Dataface.Flags.Tests.Eventually.HoldsAsync(() => flags.IsEnabled("f", EvaluationContext.Empty), "the flag is on");
    }

    public static Dictionary<string, string> Sections(string variant)
    {
        var (created, expires) = (DateOnly.FromDateTime(DateTime.UtcNow), DateOnly.FromDateTime(DateTime.UtcNow.AddDays(60)));
        return new()
        {
            ["schema"] = "1",
            ["flags"] = $$"""
                { "f": { "owner": "t", "created": "{{created:O}}", "expires": "{{expires:O}}",
                "environments": { "staging": { "serve": "{{variant}}" } } } }
                """,
        };
    }
}
