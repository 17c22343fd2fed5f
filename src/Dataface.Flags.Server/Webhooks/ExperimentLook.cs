using System.Globalization;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Webhooks;

/// <summary>Experiments that can be decided, that should have been, whose guardrails are broken, or whose sample ratio is off.</summary>
internal sealed class ExperimentLook(ServerStorage storage, ExperimentViews views, ExperimentFlags flags, TimeProvider time) : ILook
{
    public async Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken)
    {
        var notices = new List<StandingNotice>();
        foreach (var record in await storage.Experiments.ListAsync(cancellationToken))
        {
            if (record.Status == ExperimentStatus.Running) notices.AddRange(Of(await views.OfAsync(record, cancellationToken)));
        }

        return notices;
    }

    private IEnumerable<StandingNotice> Of(ExperimentView view)
    {
        if (view.Decision.Recommendation != Recommendation.Wait)
        {
            var word = DecisionCodec.Word(view.Decision.Recommendation);
            yield return NoticeOf(
                WebhookEvents.ExperimentReady, view.Record, word, ("recommendation", word), ("variant", view.Decision.Variant));
        }

        foreach (var gate in view.Decision.Gates.Where(gate => gate.State == GateState.Fail))
        {
            var type = gate.Code switch
            {
                GateCode.Guardrail => WebhookEvents.ExperimentGuardrailBroken,
                GateCode.SampleRatio => WebhookEvents.ExperimentSampleRatio,
                _ => null,
            };
            if (type is null) continue;
            yield return NoticeOf(
                type, view.Record, $"{gate.Metric}/{gate.Variant}", ("metric", gate.Metric), ("variant", gate.Variant),
                ("why", gate.Explanation));
        }

        if (TimeChecks.OverdueFrom(view.Definition) is { } day && day <= FlagDocumentReader.Today(time))
        {
            var text = day.ToString("O", CultureInfo.InvariantCulture);
            yield return NoticeOf(WebhookEvents.ExperimentOverdue, view.Record, text, ("since", text));
        }
    }

    private StandingNotice NoticeOf(
        string type, ExperimentRecord experiment, string subject, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var data = new JsonObject { ["experiment"] = experiment.Id, ["owner"] = experiment.Owner };
        foreach (var (name, value) in members)
        {
            if (value is not null) data[name] = value;
        }

        return StandingNotices.Of(type, flags.Environment, $"{experiment.Id} {subject}", data);
    }
}
