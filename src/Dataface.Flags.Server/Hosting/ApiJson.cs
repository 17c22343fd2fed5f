using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Definitions;
using Dataface.Flags.Server.Events;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Outcomes;
using Dataface.Flags.Server.Usage;
using Dataface.Flags.Server.Webhooks;

namespace Dataface.Flags.Server.Hosting;

/// <summary>The shapes that requests and answers have. What a request has too much or too little is refused.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KillRequest))]
[JsonSerializable(typeof(RampRequest))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(InstanceReport))]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(ForgetRequest))]
[JsonSerializable(typeof(ForgetAnswer))]
[JsonSerializable(typeof(FleetView))]
[JsonSerializable(typeof(Confirmation))]
[JsonSerializable(typeof(IncidentView))]
[JsonSerializable(typeof(EnvironmentUsage))]
[JsonSerializable(typeof(FlagUsage))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(IReadOnlyList<KeyAnswer>))]
[JsonSerializable(typeof(NewSecretAnswer))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(NewWebhookAnswer))]
[JsonSerializable(typeof(WebhookTestAnswer))]
[JsonSerializable(typeof(IReadOnlyList<WebhookAnswer>))]
[JsonSerializable(typeof(ExperimentRequest))]
[JsonSerializable(typeof(StatusRequest))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ExperimentAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<RefreshAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<AuditAnswer>))]
[JsonSerializable(typeof(LoadAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(OutcomesAnswer))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(SignalAnswer))]
[JsonSerializable(typeof(ServiceLevelsAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
