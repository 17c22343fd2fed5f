using System.CommandLine;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Json;

namespace Dataface.Flags.Cli.Options;

/// <summary>The rules of a service for its documents, as <c>FlagClientOptions.Policy</c> has them, in a file of JSON.</summary>
internal static class PolicyFile
{
    private const string Example = "such as { \"maxLifetimeDays\": 365 }";

    private static readonly string[] Names =
    [
        "maxLifetimeDays", "maxExperimentLifetimeDays", "maxRenewals", "maxUnrampedPercent", "productionEnvironments", "maxBytes",
    ];

    public static Option<string?> Option() => new("--policy")
    {
        Description = $"A file with the rules that the service applies to documents, if they differ from the defaults, {Example}.",
        HelpName = "file",
    };

    /// <exception cref="InvalidDataException">The file holds no policy.</exception>
    public static DocumentPolicy Read(string? path)
    {
        if (path is null) return DocumentPolicy.Default;
        var bytes = File.ReadAllBytes(InputFile.Checked(path)).AsSpan();
        var text = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        if (StrictJson.Parse(text, out var problem) is not { } json) throw new InvalidDataException($"{path}: {problem}");
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"{path} is not a JSON object. Write one, {Example}.");
        return json.EnumerateObject().Aggregate(DocumentPolicy.Default, (policy, rule) => With(policy, rule, path));
    }

    private static DocumentPolicy With(DocumentPolicy policy, JsonProperty rule, string path)
    {
        return rule.Name switch
        {
            "maxLifetimeDays" => policy with { MaxLifetimeDays = Number(least: 1, most: 36_500) },
            "maxExperimentLifetimeDays" => policy with { MaxExperimentLifetimeDays = Number(least: 1, most: 36_500) },
            "maxRenewals" => policy with { MaxRenewals = Number(least: 0, most: 1_000) },
            "maxBytes" => policy with { MaxBytes = Number(least: 1, most: int.MaxValue) },
            "maxUnrampedPercent" => policy with { MaxUnrampedPercent = Percent() },
            "productionEnvironments" => policy with { ProductionEnvironments = Environments() },
            _ => throw Refused(Spelling.Nearest(rule.Name, Names) is { } near
                ? $"which is not a rule. Did you mean '{near}'?" : $"which is not a rule. Write one of {string.Join(", ", Names)}."),
        };

        int Number(int least, int most) =>
            rule.Value.ValueKind == JsonValueKind.Number && rule.Value.TryGetInt32(out var number) && number >= least && number <= most
                ? number : throw Refused($"which is not a whole number from {least} to {most}.");

        decimal Percent() =>
            rule.Value.ValueKind == JsonValueKind.Number && rule.Value.TryGetDecimal(out var percent) && percent is >= 0 and <= 100
                ? percent : throw Refused("which is not a number from 0 to 100. Write a percentage, such as 5.");

        string[] Environments() =>
            rule.Value.ValueKind == JsonValueKind.Array && rule.Value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String)
                ? [.. rule.Value.EnumerateArray().Select(e => e.GetString()!)]
                : throw Refused("which is not a list of names. Write one, such as [\"production\"].");

        InvalidDataException Refused(string why) => new($"{path} has '{rule.Name}': {rule.Value.GetRawText()}, {why}");
    }
}
