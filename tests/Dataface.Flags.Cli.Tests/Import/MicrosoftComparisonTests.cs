using Dataface.Flags.Documents;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Dataface.Flags.Cli.Tests.Import;

/// <summary>The imported document gives what Microsoft's library gives: the same answers where no hash decides, the same shares where
/// one does.</summary>
[TestFixture]
internal sealed class MicrosoftComparisonTests
{
    private const int Users = 2_000;

    /// <summary>Five standard errors of the difference of two shares among so many users.</summary>
    private const double Tolerance = 0.08;

    private static readonly string[][] Groups = [[], ["Beta"], ["Staff"], ["Beta", "Staff"], ["Beta", "Contractors"], ["Gold", "Beta"]];

    private static readonly string[] Names = ["ann@shop.example", "bob@shop.example", "eve@shop.example"];

    /// <summary>Flags that the sample does not have.</summary>
    private const string Others = """
        {
          "FeatureManagement": {
            "Three groups": { "EnabledFor": [ { "Name": "Microsoft.Targeting", "Parameters": { "Audience": {
              "Groups": [ { "Name": "Beta", "RolloutPercentage": 30 }, { "Name": "Staff", "RolloutPercentage": 60 },
                { "Name": "Gold", "RolloutPercentage": 15.5 } ], "DefaultRolloutPercentage": 10 } } } ] },
            "Any of two": { "EnabledFor": [
              { "Name": "Microsoft.Percentage", "Parameters": { "Value": 25 } },
              { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "Users": [ "ann@shop.example" ],
                "Groups": [ { "Name": "Beta", "RolloutPercentage": 50 } ], "DefaultRolloutPercentage": 0,
                "Exclusion": { "Groups": [ "Contractors" ] } } } } ] },
            "All of two": { "RequirementType": "All", "EnabledFor": [
              { "Name": "Microsoft.Percentage", "Parameters": { "Value": 50 } },
              { "Name": "Browser" },
              { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 60,
                "Groups": [ { "Name": "Staff", "RolloutPercentage": 100 } ] } } } ] },
            "Window": { "EnabledFor": [ { "Name": "Microsoft.TimeWindow", "Parameters": { "End": "2100-01-01T00:00:00Z" } } ] },
            "Over": { "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { "End": "2001-01-01T00:00:00Z" } } ] },
            "Nothing": { "RequirementType": "All", "EnabledFor": [] },
            "Text": "true"
          },
          "feature_management": { "feature_flags": [
            { "id": "Overrides", "enabled": true,
              "variants": [ { "name": "A", "status_override": "Disabled" }, { "name": "B", "status_override": "Enabled" } ],
              "allocation": { "default_when_enabled": "B", "percentile": [ { "variant": "A", "from": 20, "to": 60 } ],
                "group": [ { "variant": "A", "groups": [ "Staff" ] } ] } },
            { "id": "Switched off", "enabled": false, "variants": [ { "name": "A", "status_override": "Enabled" }, { "name": "B" } ],
              "allocation": { "default_when_disabled": "A" } }
          ] }
        }
        """;

    private static IEnumerable<(string Json, bool IsBrowser)> Files =>
        [(File.ReadAllText(ImportedFile.Sample), true), (File.ReadAllText(ImportedFile.Sample), false), (Others, true), (Others, false)];

    [Test, Rule("an import keeps answers and shares")]
    public async Task Import_EveryFlag_AnswersAsMicrosoftsLibrary()
    {
        var decided = 0;
        foreach (var (json, isBrowser) in Files)
        {
            await using var theirs = Theirs(Configuration(json), isBrowser);
            var manager = theirs.GetRequiredService<IVariantFeatureManager>();
            var (document, report) = ImportedFile.Of(json);
            await using var ours = await FlagClient.StartAsync(o =>
            {
                o.Environment = "production";
                o.TimeProvider = new CommandRun.Clock();
                o.AddProvider(new InMemoryFlagConfigProvider(System.Text.Encoding.UTF8.GetString(FlagDocumentWriter.Write(document))));
            });
            foreach (var (name, key) in report.Imported)
            {
                var flag = document.Flags[key];
                foreach (var groups in Groups.Take(isBrowser ? Groups.Length : 1))
                    decided += await CompareAsync(manager, ours, name, flag, groups, isBrowser);
            }
        }

        Assert.That(decided, Is.GreaterThan(100));
    }

    /// <returns>How many answers no hash decided.</returns>
    private static async Task<int> CompareAsync(
        IVariantFeatureManager theirs, FlagClient ours, string name, FlagDefinition flag, string[] groups, bool isBrowser)
    {
        var isOnOrOff = flag.Variants.Count == 2 && flag.Variants[0].Name == "off" && flag.Variants[1].Name == "on";
        var decided = 0;
        var (before, after) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        for (var i = 0; i < Users; i++)
        {
            var user = i < Names.Length ? Names[i] : $"user-{i}";
            var target = new TargetingContext { UserId = user, Groups = groups };
            var theirAnswer = isOnOrOff
                ? await theirs.IsEnabledAsync(name, target) ? "on" : "off"
                : (await theirs.GetVariantAsync(name, target))?.Name ?? "off";
            var context = EvaluationContext.ForUser(user).WithList("groups", groups).With("filter.Browser", isBrowser);
            var ourAnswer = ours.Explain(name, context).Variant!;
            if (i < Names.Length && IsDecidedFor(ours, name, context))
            {
                decided++;
                Assert.That(ourAnswer, Is.EqualTo(theirAnswer), $"{name} for {user} in {string.Join(", ", groups)}");
            }

            before[theirAnswer] = before.GetValueOrDefault(theirAnswer) + 1;
            after[ourAnswer] = after.GetValueOrDefault(ourAnswer) + 1;
        }

        foreach (var variant in before.Keys.Union(after.Keys))
        {
            var (old, now) = (before.GetValueOrDefault(variant) / (double)Users, after.GetValueOrDefault(variant) / (double)Users);
            var why = $"{name}: {variant} in {string.Join(", ", groups)}";
            Assert.That(now, Is.EqualTo(old).Within(old is 0 or 1 ? 0.001 : Tolerance), why);
        }

        return decided;
    }

    /// <summary>Whether no hash was asked.</summary>
    private static bool IsDecidedFor(FlagClient ours, string name, EvaluationContext context) =>
        ours.Explain(name, context).Reason is EvaluationReason.RuleMatch or EvaluationReason.Served or EvaluationReason.NoMatch;

    [TestCase("""{ "Shop": { "FeatureManagement": { "A": true, "B": false } } }""", "Shop")]
    [TestCase("""{ "Shop": { "feature_management": { "feature_flags": [ { "id": "A", "enabled": true } ] } } }""", "Shop")]
    [TestCase("""{ "Shop": { "Flags": { "A": true, "B": false } } }""", "Shop:Flags")]
    public async Task Import_SectionThatCodeGives_HasTheFlagsThatMicrosoftsLibraryFindsThere(string json, string section)
    {
        await using var theirs = Theirs(Configuration(json).GetSection(section), isBrowser: false);
        var (document, _) = ImportedFile.Of(json, section: section);
        var names = await theirs.GetRequiredService<IVariantFeatureManager>().GetFeatureNamesAsync().ToListAsync();
        Assert.That(document.Flags.Keys, Is.EquivalentTo(names));
    }

    /// <summary>Settings and those of an environment, as every project template has them.</summary>
    private static readonly string[][] Layers =
    [
        ["""{ "FeatureManagement": { "A": true, "B": false, "C": { "EnabledFor": [ { "Name": "Browser" } ] } } }""",
            """
            { "featureManagement": { "A": false, "b": "true", "C": { "RequirementType": "All", "EnabledFor": [
              { "Name": "AlwaysOn" }, { "Name": "Browser" } ] }, "D": true } }
            """],
        ["""{ "FeatureManagement": { "A": { "EnabledFor": [ { "Name": "AlwaysOn" } ] }, "B": true, "C": true } }""",
            """{ "FeatureManagement": { "A": false, "B": { "EnabledFor": [] }, "C": { "EnabledFor": [ { "Name": "Browser" } ] } } }"""],
        ["""{ "FeatureManagement": { "A": { "EnabledFor": [ { "Name": "AlwaysOn" }, { "Name": "Browser" } ] } } }""",
            """{ "FeatureManagement:A:EnabledFor:0:Name": "Browser", "FeatureManagement": { "A": { "RequirementType": "All" } } }"""],
        ["""{ "feature_management": { "feature_flags": [ { "id": "A", "enabled": true }, { "id": "B", "enabled": true } ] } }""",
            """{ "feature_management": { "feature_flags": [ { "id": "C", "enabled": false } ] } }""",
            """{ "feature_management": { "feature_flags": { "1": { "enabled": false } } } }"""],
    ];

    [TestCaseSource(nameof(Layers)), Rule("an import keeps answers and shares")]
    public async Task Import_SeveralFiles_AnswersAsMicrosoftsLibraryWithAllOfThem(params string[] files)
    {
        await using var theirs = Theirs(Configuration(files), isBrowser: false);
        var manager = theirs.GetRequiredService<IVariantFeatureManager>();
        var (document, _) = ImportedFile.OfSeveral(files);
        var names = await manager.GetFeatureNamesAsync().ToListAsync();
        Assert.That(document.Flags.Keys, Is.EquivalentTo(names).IgnoreCase);
        await using var ours = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.TimeProvider = new CommandRun.Clock();
            o.AddProvider(new InMemoryFlagConfigProvider(System.Text.Encoding.UTF8.GetString(FlagDocumentWriter.Write(document))));
        });
        foreach (var key in document.Flags.Keys)
        {
            var expected = await manager.IsEnabledAsync(key);
            Assert.That(ours.IsEnabled(key, EvaluationContext.Empty.With("filter.Browser", false)), Is.EqualTo(expected), key);
        }
    }

    private static IConfiguration Configuration(params string[] files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var json in files) builder.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));
        return builder.Build();
    }

    private static ServiceProvider Theirs(IConfiguration configuration, bool isBrowser)
    {
        var services = new ServiceCollection().AddSingleton(configuration).AddLogging();
        services.AddSingleton(new Browser(isBrowser));
        services.AddFeatureManagement(configuration).AddFeatureFilter<BrowserFilter>();
        return services.BuildServiceProvider();
    }

    private sealed record Browser(bool IsAllowed);

    [FilterAlias("Browser")]
    private sealed class BrowserFilter(Browser browser) : IFeatureFilter
    {
        public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context) => Task.FromResult(browser.IsAllowed);
    }
}
