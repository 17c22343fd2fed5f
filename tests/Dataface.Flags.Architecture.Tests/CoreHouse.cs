namespace Dataface.Flags.Architecture.Tests;

internal static class CoreHouse
{
    public static House House { get; } = new House("Dataface.Flags")
        .Floor("Files", "Json", "Background", "Bucketing") // what knows nothing of flags
        .Floor("Values") // context, reason, arm, reach, results, exceptions
        .Floor("Documents") // the format, its conditions, reading, linking, writing
        .Floor("Evaluating") // compiled flags, the evaluator, explanations, and slots for whoever watches
        .Floor("Telemetry") // names, log events of evaluations, the form of units
        .Floor("State", "Providers", "Expiry") // where kills, ramps and definitions come from
        .Floor("Exposures", "Guard", "Publishing", "FrontEnd") // what is made of them
        .Floor("Http") // a transport: provider, stores and sink over one connection
        .Floor("Serving") // definitions and state put together into snapshots
        .Floor("Client") // the face, and the parts behind it
        .Floor("DependencyInjection")
        .Inside("Documents", inside => inside
            .Floor(House.Own) // problems, policy, names
            .Floor("Model")
            .Floor("Conditions")
            .Floor("Reading")
            .Floor("Linking", "Writing"))
        .Inside("Guard", inside => inside
            .Floor("Evidence") // tests as pure functions
            .Floor("Store")
            .Floor("Recording")
            .Floor("Deciding")
            .Floor("Feeding"))
        .Public("Values",
            "ChangedFlag", "DocumentNumber", "EvaluationContext", "EvaluationContextBuilder", "EvaluationCount", "EvaluationReason",
            "ExplanationStep", "FlagChangeCause", "FlagExplanation", "FlagsChanged", "GuardOutcome", "RampState",
            "RefusalException", "RefusalKind", "RolloutArm", "StateReach")
        .Public("Documents/Model",
            "AllCondition", "AnyCondition", "Approval", "AttributeCondition", "Condition", "ConditionOperand",
            "ConditionOperator", "EnvironmentDefinition", "FlagDefinition", "FlagDocument", "FlagImport", "FlagKind",
            "GuardDefinition", "LayerDefinition", "LayerSlice", "NotCondition", "Prerequisite", "RampDefinition",
            "ObjectiveDefinition", "Renewal", "RolloutDefinition", "RuleDefinition", "SegmentCondition", "SharedBurnAction",
            "SplitWeight", "Variant",
            "VariantKind", "WindowCondition")
        .Public("Documents/Linking",
            "FlagDocumentReader", "FlagDocumentResult", "FlagDocumentSource")
        .Public("Documents/Writing",
            "FlagDocumentWriter")
        .Public("Evaluating",
            "Evaluation", "FlagKey", "FlagNumberExtensions", "FlagSnapshot", "FlagTrackingExtensions", "FlagVariantExtensions",
            "GuardedUnit", "IFlags")
        .Public("Telemetry",
            "FlagMeterProviderBuilderExtensions", "FlagTracerProviderBuilderExtensions")
        .Public("State",
            "DefinitionConflictException")
        .Public("Guard/Store",
            "FileGuardEvidenceStore", "GuardCount", "GuardEpoch", "GuardEvidence", "GuardObservation", "GuardReport",
            "GuardTally", "IGuardEvidenceStore", "InMemoryGuardEvidenceStore")
        .Public("Guard/Deciding",
            "AbortRecord", "GuardCause", "GuardHealth", "GuardObjectiveHealth", "GuardObjectiveStatus",
            "GuardReplay", "GuardReplayResult", "GuardSignalKind", "GuardSignalStatus",
            "GuardStatus", "SharedBurnRecord")
        .Public("Guard/Feeding",
            "FlagGuardHandler", "FlagGuardRequestExtensions", "FlagGuardResilienceExtensions", "GuardScope",
            "GuardedCall", "GuardedCallOptions", "GuardedCallResult", "IFlagGuard")
        .Public("FrontEnd",
            "EvaluatedFlag", "EvaluatedFlags", "FlagListExtensions")
        .Public("Http",
            "HttpExposureSink", "HttpFlagOptions")
        .Public("Client",
            "FlagClient", "FlagClientExtensions", "FlagClientOptions", "FlagClientOptionsHttpExtensions",
            "FlagClientStatus", "IFlagClient")
        .Public("DependencyInjection",
            "FeatureFlagsBuilder", "FlagServiceCollectionExtensions", "FlagServiceProviderExtensions");
}
