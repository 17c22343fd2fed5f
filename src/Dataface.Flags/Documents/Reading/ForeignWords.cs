namespace Dataface.Flags.Documents.Reading;

/// <summary>
/// What other flag products call things, for whoever writes a document out of habit. None is a property here; each leads to what is.
/// </summary>
internal static class ForeignWords
{
    private const string Serve = "\"environments\": { \"production\": { \"serve\": \"on\" } }";
    private const string Share = "\"environments\": { \"production\": { \"rollout\": { \"percent\": 5 } } }";
    private const string Rules =
        "\"environments\": { \"production\": { \"rules\": [{ \"name\": \"staff\", \"when\": { \"attribute\": \"plan\", "
        + "\"equals\": \"staff\" }, \"serve\": \"on\" }] } }";

    private const string Import = "This looks like a file of Microsoft.FeatureManagement. Make a document of it: "
        + "dataface-flags import featuremanagement FILE --owner TEAM --expires DAY.";

    /// <summary>By what a property is of, then by the word, in small letters without separators.</summary>
    internal static readonly Dictionary<string, Dictionary<string, string>> Remedies = new(StringComparer.Ordinal)
    {
        ["A flag document"] = Table(
            ("featuremanagement featureflags enabledfor", Import),
            ("features toggles flag featuretoggles flagsettings", Meant("flags")),
            ("groups audiences cohorts", Meant("segments")),
            ("version schemaversion", Meant("schema"))),
        ["A flag"] = Table(
            ("enabledfor requirementtype", Import),
            ("enabled isenabled on active state status serve", PerEnvironment(Serve)),
            ("rollout percent percentage rolloutpercentage weight ramp", PerEnvironment(Share)),
            ("rules targeting conditions strategies filters segments audience", PerEnvironment(Rules)),
            ("default defaultvariant defaultvalue fallthrough offvariation defaultrule", Meant("offVariant")),
            ("variations values allocation", Meant("variants")),
            ("maintainer team contact ownedby", Meant("owner")),
            ("expiry expiresat expireson expirationdate until validuntil enddate", Meant("expires")),
            ("createdat createdon creationdate startdate", Meant("created")),
            ("prerequisites prerequisite dependson dependencies parent parents", Meant("requires")),
            ("hashattribute bucketattribute stickiness bucketingkey unit", Meant("bucketBy")),
            ("notes comment summary title", Meant("description")),
            ("seed hashseed", Meant("salt")),
            ("type valuetype", "The values say it: write \"variants\": { \"off\": 10, \"on\": 20 } for numbers."),
            ("key name id flagkey", "Take it out: the key is the name that the flag stands under in 'flags'."),
            ("tags labels", "Take it out: there are no tags. 'description' and 'owner' are free text.")),
        ["An environment"] = Table(
            ("enabled isenabled on active state status variant variation value default fallthrough", "Write \"serve\": \"on\"."),
            ("percent percentage rolloutpercentage weight split ramp", "Write \"rollout\": { \"percent\": 5 }."),
            ("targeting conditions strategies filters segments audience when", "Write \"rules\": [{ \"name\": \"staff\", \"when\": { "
                + "\"attribute\": \"plan\", \"equals\": \"staff\" }, \"serve\": \"on\" }].")),
        ["A rule"] = Table(
            ("condition conditions if clauses filter match attribute segment", Meant("when")),
            ("variant variation value then enabled", Meant("serve")),
            ("percent percentage rolloutpercentage weight", "Write \"rollout\": { \"percent\": 5 }."),
            ("id description title", Meant("name"))),
        ["A rollout"] = Table(
            ("percentage value rolloutpercentage weight share", Meant("percent")),
            ("weights variants variations", Meant("split")),
            ("steps stages phases schedule", "Write \"ramp\": { \"steps\": [1, 5] }.")),
        ["A condition"] = Table(("and allof", Meant("all")), ("or anyof", Meant("any")), ("none noneof", Meant("not"))),
    };

    /// <summary>What to write in the place of a property that another product has; null when none has it.</summary>
    /// <param name="what">What the property is of, as messages call it.</param>
    /// <param name="name">Its name.</param>
    public static string? Remedy(string what, string name) =>
        Remedies.TryGetValue(what, out var table) && table.TryGetValue(Normal(name), out var remedy) ? remedy : null;

    private static string Meant(string name) => $"Did you mean '{name}'?";

    private static string PerEnvironment(string example) => $"What a flag does is said for each environment. Write {example}.";

    /// <summary>Words are written in many ways: rollout_percentage, RolloutPercentage, rollout-percentage.</summary>
    private static string Normal(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
        .ToLowerInvariant();

    private static Dictionary<string, string> Table(params (string Words, string Remedy)[] rows) => rows
        .SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Remedy)))
        .ToDictionary(row => row.word, row => row.Remedy, StringComparer.Ordinal);
}
