using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads a launch item.</summary>
internal static class LaunchItemReader
{
    public static readonly string[] Known =
    [
        "id", "title", "owner", "area", "class", "status", "high_risk", "behaviour", "unsupported", "kill_switch", "rollback", "health",
        "experiment",
        "evidence", "deferral",
    ];

    private static readonly string[] DeferralKeys = ["owner", "follow_up", "risk"];

    public static LaunchItem Read(YamlProblems problems, YamlFields fields)
    {
        var item = new LaunchItem
        {
            Id = fields.Id("payments-kill-switch"),
            Title = fields.RequiredText("title", "Payments can be switched off"),
            Owner = fields.RequiredText("owner", "team-payments"),
            Area = fields.RequiredText("area", "payments"),
            Class = fields.RequiredChoice("class", PortfolioWords.LaunchClasses),
            Status = fields.Choice("status", PortfolioWords.LaunchStatuses) ?? default,
            IsHighRisk = fields.Truth("high_risk") ?? false,
            Behaviour = fields.RequiredText("behaviour", "A kill is in force within seconds"),
            Unsupported = fields.Texts("unsupported", "- orders by telephone"),
            KillSwitch = fields.Name("kill_switch", "checkout-v2"),
            Rollback = fields.Text("rollback", "runbooks/payments-rollback.md"),
            Health = Address(problems, fields),
            Experiment = fields.Name("experiment", "checkout-one-page"),
            Evidence = fields.Texts("evidence", "- https://ci.example/run/42"),
            Deferral = Deferral(problems, fields),
        };
        LaunchItemChecks.Run(problems, fields, item);
        return item;
    }

    private static Uri? Address(YamlProblems problems, YamlFields fields)
    {
        if (fields.Text("health", "https://shop.example/healthz/ready") is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        problems.Error(
            PortfolioProblemCode.InvalidAddress, fields.At("health"), $"'{YamlText.Shown(text)}' is not an address that can be checked.",
            "Write the whole address, such as 'https://shop.example/healthz/ready'.");
        return null;
    }

    private static Deferral? Deferral(YamlProblems problems, YamlFields item)
    {
        if (item.Map("deferral", DeferralKeys) is not { } fields) return null;
        string[] missing = [.. DeferralKeys.Where(key => fields[key] is null)];
        if (missing.Length > 0)
        {
            problems.Error(
                PortfolioProblemCode.DeferralIncomplete, fields.Owner,
                $"The deferral lacks {string.Join(", ", missing.Select(key => $"'{key}'"))}.",
                "Write who carries the risk ('owner'), what happens afterwards ('follow_up') and what may go wrong meanwhile ('risk').");
        }

        return new(fields.Text("owner", "head-of-support") ?? "", fields.Text("follow_up", "SUP-112, by 2027-03-01")
            ?? "", fields.Text("risk", "Refunds take a day longer") ?? "");
    }
}
