using System.Globalization;
using System.Text;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Writing;

/// <summary>The document of an experiment that begins: commented, complete but for what is not known yet.</summary>
internal sealed class ExperimentTemplate
{
    private const int CommentColumn = 32;

    private readonly StringBuilder _text = new();

    private ExperimentTemplate()
    {
    }

    public static string Write(ExperimentOutline outline)
    {
        var template = new ExperimentTemplate();
        template.AddIntent(outline);
        template.AddDesign(outline);
        template.AddMetrics(outline);
        template.Add("");
        template.Add($"# decision: {{ verdict: ship, on: ..., by: ..., readout: docs/readouts/{outline.Id}.md, rationale: ... }}");
        template.Add("# outcome: what came of it");
        return template._text.ToString();
    }

    private void AddIntent(ExperimentOutline outline)
    {
        foreach (var comment in outline.Comments) Add("# " + YamlText.Line(comment));
        Add("schema: 1");
        Add("id: " + outline.Id);
        Add("title:", Quoted(outline.Title), "a short name for people");
        Add("owner:", Quoted(outline.Owner), "the team that answers for it and decides");
        Add("type:", ExperimentWords.Types[outline.Type], "feature, ux_copy, pricing, performance or onboarding");
        Add("status:", "draft", "draft, approved, running, decided, cleaned_up");
        Add("");
        Add("problem:", null, "what is wrong today, for whom, and how that is known");
        Add("hypothesis:", Quoted(outline.Hypothesis), "If ..., then ..., because ...");
        Add("expected_outcome:", Quoted(outline.ExpectedOutcome), "what the numbers will look like if the hypothesis is right");
        Add("variable:", null, "the one thing that changes");
        Add("touches:", outline.Touches, "areas of the product, such as [checkout]; billing needs an approval, authentication is refused");
        Add("user_notice:");
        Add("  visible:", "true", "false when nobody can see the change");
        Add("  how:", null, "how users are told");
        Add($"rollback_plan: dataface-flags kill {outline.Flag}, by whoever is on call; in force within seconds.");
        Add("# approvals:");
        Add("#   - { role: business, by: ..., on: ..., reference: ... }   # role: business or security");
        Add("");
        Add("flag: " + outline.Flag);
    }

    private void AddDesign(ExperimentOutline outline)
    {
        Add("");
        Add("design:");
        Add("  control:", "\"off\"", "variants of the flag");
        Add("  treatments: [\"on\"]");
        Add("  # audience: { attribute: country, in: [DE, AT, CH] }   # as in flag documents; everybody without it");
        if (outline.Type == ExperimentType.Pricing) Add("  cohort:", null, "the named segment of users whose prices change");
        else Add("  # cohort: beta-customers", "a named segment; pricing needs one");
        Add("  # layer: checkout", "experiments in one layer share no user");
        Add("  exposure:", "50 %", "of the audience, control included");
        Add("  start:", Day(outline.Start), "UTC days; the end is not included");
        Add("  end:", Day(outline.End), "at least a week later");
        Add("  minimum_detectable_effect:", outline.MinimumDetectableEffect, "relative, of the success metrics");
        Add("  power: 80 %");
        Add("  alpha: 5 %");
        Add("  # split: { \"off\": 1, \"on\": 1 }", "weights of the arms, as the flag divides them; equal without it");
        Add("  traffic:", outline.Traffic?.ToString(CultureInfo.InvariantCulture), "new users a day in the audience");
        Add("  test:", "sequential", "sequential: look at any time; fixed: look once");
    }

    private void AddMetrics(ExperimentOutline outline)
    {
        Add("");
        Add("metrics:");
        foreach (var metric in outline.Metrics)
        {
            Add($"  {metric.Name}:");
            Add("    kind:", metric.Kind is { } kind ? ExperimentWords.Kinds[kind] : null,
                "conversion, engagement, retention, ratio, error_rate, latency");
            Add("    event:", metric.Event, "what is counted");
            if (metric.Denominator is { } denominator) Add("    denominator:", denominator, "what that is divided by");
            if (metric.Window is { } window) Add("    window:", window, "how long after the first exposure events count");
            Add("    baseline:", metric.Baseline, "today's value");
            if (metric.Deviation is { } deviation) Add("    deviation:", deviation, "its standard deviation over users, to plan with");
        }

        Add("");
        Add($"success_metrics: [{Names(outline, isSuccess: true)}]");
        Add($"failure_metrics: [{Names(outline, isSuccess: false)}]");
        Add("");
        Add("gates:");
        foreach (var gate in outline.Gates)
        {
            if (gate.Comment is { } comment) Add("  # " + YamlText.Line(comment));
            var (statistic, comparison) = (ExperimentWords.Statistics[gate.Statistic], ExperimentWords.Comparisons[gate.Comparison]);
            var role = ExperimentWords.GateRoles[gate.Role];
            Add($"  - {{ metric: {gate.Metric}, statistic: {statistic}, comparison: {comparison}, threshold: {gate.Threshold}, role: "
                + $"{role} }}");
        }
    }

    private static string Names(ExperimentOutline outline, bool isSuccess) =>
        string.Join(", ", outline.Metrics.Where(m => m.IsSuccess == isSuccess).Select(m => m.Name));

    private static string? Day(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Text as one quoted scalar, whatever is in it.</summary>
    private static string? Quoted(string? text) =>
        text is null ? null
            : $"\"{YamlText.Line(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A key that is filled in, or left blank, with what belongs there.</summary>
    private void Add(string key, string? value, string comment) => Add(value is null ? key : $"{key} {value}", comment);

    private void Add(string line, string comment) => Add($"{line.PadRight(CommentColumn - 1)} # {comment}");

    private void Add(string line) => _text.Append(line).Append('\n');
}
