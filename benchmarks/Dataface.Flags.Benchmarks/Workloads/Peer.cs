using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Dataface.Flags.Benchmarks.Workloads;

/// <summary>Microsoft.FeatureManagement with its contextual targeting filter, over the same users.</summary>
internal sealed class Peer
{
    private readonly IVariantFeatureManager _manager;

    public Peer(string key, string kind)
        : this([key], kind)
    {
    }

    public Peer(IReadOnlyList<string> keys, string kind)
    {
        var settings = new Dictionary<string, string?>();
        for (var i = 0; i < keys.Count; i++)
            Add(settings, $"feature_management:feature_flags:{i.ToString(CultureInfo.InvariantCulture)}", keys[i], kind);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddFeatureManagement().AddFeatureFilter<ContextualTargetingFilter>();
        _manager = services.BuildServiceProvider().GetRequiredService<IVariantFeatureManager>();
    }

    public static TargetingContext[] Contexts { get; } =
        [.. Enumerable.Range(0, People.Count).Select(i => new TargetingContext { UserId = People.Ids[i], Groups = [People.CountryOf[i]] })];

    public bool IsEnabled(string key, TargetingContext context) => _manager.IsEnabledAsync(key, context).AsTask().GetAwaiter().GetResult();

    public string? Variant(string key, TargetingContext context) =>
        _manager.GetVariantAsync(key, context).AsTask().GetAwaiter().GetResult()?.Configuration?.Value;

    private static void Add(Dictionary<string, string?> settings, string path, string key, string kind)
    {
        settings[$"{path}:id"] = key;
        settings[$"{path}:enabled"] = "true";
        var filter = $"{path}:conditions:client_filters:0";
        var audience = $"{filter}:parameters:Audience";
        switch (kind)
        {
            case "quarter":
                settings[$"{filter}:name"] = "Microsoft.Targeting";
                settings[$"{audience}:DefaultRolloutPercentage"] = "25";
                break;
            case "countries":
                settings[$"{filter}:name"] = "Microsoft.Targeting";
                settings[$"{audience}:DefaultRolloutPercentage"] = "0";
                string[] countries = ["DE", "AT", "CH", "FR", "NL"];
                for (var i = 0; i < countries.Length; i++)
                {
                    settings[$"{audience}:Groups:{i.ToString(CultureInfo.InvariantCulture)}:Name"] = countries[i];
                    settings[$"{audience}:Groups:{i.ToString(CultureInfo.InvariantCulture)}:RolloutPercentage"] = "50";
                }

                break;
            case "variants":
                (string Name, string Value, int From, int To)[] variants = [("a", "alpha", 0, 40), ("b", "beta", 40, 70),
                    ("c", "gamma", 70, 90), ("d", "delta", 90, 100)];
                for (var i = 0; i < variants.Length; i++)
                {
                    var number = i.ToString(CultureInfo.InvariantCulture);
                    settings[$"{path}:variants:{number}:name"] = variants[i].Name;
                    settings[$"{path}:variants:{number}:configuration_value"] = variants[i].Value;
                    settings[$"{path}:allocation:percentile:{number}:variant"] = variants[i].Name;
                    settings[$"{path}:allocation:percentile:{number}:from"] = variants[i].From.ToString(CultureInfo.InvariantCulture);
                    settings[$"{path}:allocation:percentile:{number}:to"] = variants[i].To.ToString(CultureInfo.InvariantCulture);
                }

                break;
        }
    }
}
