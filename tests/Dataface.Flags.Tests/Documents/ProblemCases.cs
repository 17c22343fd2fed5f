using Dataface.Flags.Documents;
using static Dataface.Flags.Tests.Documents.ProblemCase;

namespace Dataface.Flags.Tests.Documents;

/// <summary>At least one document for every code that text can provoke.</summary>
internal static class ProblemCases
{
    private const string Pricing =
        "\"kind\": \"pricing\", \"approval\": { \"by\": \"board\", \"on\": \"2026-11-01\", \"reference\": \"P-1\" },";
    private const string Staff = "\"segments\": { \"staff\": { \"attribute\": \"email\", \"endsWith\": \"@x\" } },";
    private const string Imported = "\"imported\": { \"from\": \"Microsoft.FeatureManagement\", \"on\": \"2026-11-01\" }, "
        + "\"environments\": { \"production\": { \"rollout\": ";
    private const string Layer = "\"layers\": { \"checkout\": {} },";

    public static IEnumerable<ProblemCase> All =>
    [
        .. Shapes(), .. Identities(), .. Variants(), .. References(), .. Rollouts(), .. Conditions(),
    ];

    private static IEnumerable<ProblemCase> Shapes() =>
    [
        new(ProblemCode.NotJson, "{ \"schema\": 1,\n  \"flags\": ¦]"),
        new(ProblemCode.NotJson, "{ \"schema\": 1, \"flags\": { \"f\": {¦"),
        new(ProblemCode.NotJson, "¦"),
        new(ProblemCode.NotJson, "{ \"schema\": 1 } ¦{}"),
        new(ProblemCode.TooDeep, "{ \"schema\": 1, \"flags\": " + new string('[', 63) + "¦[" + new string(']', 64) + " }"),
        Flag(ProblemCode.DuplicateProperty, "\"salt\": \"a\", ¦\"salt\": \"b\""),
        Flag(ProblemCode.DuplicateProperty, "\"salt\": \"a\", ¦\"s\\u0061lt\": \"b\""),
        Flag(ProblemCode.DuplicateProperty, "\"variants\": { \"off\": {}, ¦\"on\": { \"a\": 1, \"a\": 2 } }, \"offVariant\": \"off\""),
        Flag(ProblemCode.UnknownProperty, "¦\"defaultOn\": true"),
        new(ProblemCode.UnknownProperty, "{ \"schema\": 1, ¦\"flgs\": {} }"),
        new(ProblemCode.MissingProperty, "¦{ \"flags\": {} }"),
        new(ProblemCode.MissingProperty,
            "{ \"schema\": 1, \"flags\": { ¦\"f\": { \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\" } } }"),
        new(ProblemCode.MissingProperty, "{ \"schema\": 1, \"flags\": { ¦\"f\": { \"owner\": \"t\", \"created\": \"2026-11-01\" } } }"),
        Flag(ProblemCode.MissingProperty, "\"variants\": { \"off\": false, \"on\": true }").MarkedAt("\"f\""),
        Flag(ProblemCode.WrongType, "¦\"salt\": 5"),
        new(ProblemCode.WrongType, "¦[]"),
        new(ProblemCode.UnsupportedSchema, "{ ¦\"schema\": 2 }"),
        new(ProblemCode.UnsupportedSchema, "{ ¦\"schema\": 1.5 }"),
        Flag(ProblemCode.BrokenText, "¦\"salt\": \"\\ud800\""),
        Flag(ProblemCode.BrokenText, "\"variants\": { \"off\": {}, ¦\"on\": { \"a\": [\"\\ud800\"] } }, \"offVariant\": \"off\""),
        When(ProblemCode.BrokenText, "{ \"attribute\": \"a\", ¦\"contains\": \"\\udc00\" }"),
    ];

    private static IEnumerable<ProblemCase> Identities() =>
    [
        new(ProblemCode.InvalidName, "{ \"schema\": 1, \"segments\": { ¦\"st aff\": { \"attribute\": \"a\", \"exists\": true } } }"),
        Flag(ProblemCode.InvalidName, "\"environments\": { ¦\"Production\": {} }"),
        Flag(ProblemCode.InvalidName, "¦\"salt\": \"\""),
        Flag(ProblemCode.InvalidName, "¦\"bucketBy\": \"user id\""),
        When(ProblemCode.InvalidName, "{ ¦\"attribute\": \"\", \"exists\": true }"),
        new(ProblemCode.EmptyText,
            "{ \"schema\": 1, \"flags\": { \"f\": { ¦\"owner\": \" \", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\" } } }"),
        Flag(ProblemCode.UnknownKind, "¦\"kind\": \"relase\""),
        Flag(ProblemCode.SecurityRefused, "¦\"kind\": \"security\""),
        Flag(ProblemCode.SecurityRefused, "¦\"kind\": \"Login\""),
        new(ProblemCode.LooksLikeSecurity,
            "{ \"schema\": 1, \"flags\": { ¦\"new_sso-page\": { \"owner\": \"t\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\" "
            + "} } }"),
        new(ProblemCode.InvalidDate,
            "{ \"schema\": 1, \"flags\": { \"f\": { \"owner\": \"t\", ¦\"created\": \"2026-02-30\", \"expires\": \"2027-01-01\" } } }"),
        new(ProblemCode.ExpiresBeforeCreated,
            "{ \"schema\": 1, \"flags\": { \"f\": { \"owner\": \"t\", \"created\": \"2026-11-01\", ¦\"expires\": \"2026-11-01\" } } }"),
        new(ProblemCode.LifetimeTooLong,
            "{ \"schema\": 1, \"flags\": { \"f\": { \"owner\": \"t\", \"created\": \"2026-11-01\", ¦\"expires\": \"2027-05-01\" } } }"),
        new(ProblemCode.LifetimeTooLong,
            "{ \"schema\": 1, \"flags\": { \"f\": { \"owner\": \"t\", \"kind\": \"experiment\", \"created\": \"2026-11-01\", ¦\"expires\": "
            + "\"2027-01-31\" } } }"),
        Flag(ProblemCode.TooManyRenewals, $"¦\"renewals\": [ {Renewal("2027-02-01")}, {Renewal("2027-03-01")}, {Renewal("2027-04-01")} ]"),
        Flag(ProblemCode.InvalidRenewal,
            "\"renewals\": [ { \"by\": \"t\", \"reason\": \"r\", \"on\": \"2026-12-01\", ¦\"until\": \"2027-01-01\" } ]"),
        Flag(ProblemCode.ApprovalMissing, "\"kind\": \"pricing\"").MarkedAt("\"f\""),
        Flag(ProblemCode.CohortMissing, Pricing + "\"environments\": { \"production\": { ¦\"rollout\": { \"percent\": 1 } } }"),
        Flag(ProblemCode.CohortMissing, Pricing + "\"environments\": { \"staging\": { ¦\"serve\": \"on\" } }"),
        Flag(ProblemCode.InvalidAlias, "¦\"alias\": \"NewCart\""),
        Flag(ProblemCode.InvalidAlias, "¦\"alias\": \" \""),
        Flag(ProblemCode.InvalidAlias, "¦\"alias\": \"New\\u0007Cart\""),
        Flag(ProblemCode.InvalidImport, "\"imported\": { \"from\": \"Microsoft.FeatureManagement\", ¦\"on\": \"2026-11-02\" }"),
        Flag(ProblemCode.InvalidImport,
            "\"imported\": { \"from\": \"Microsoft.FeatureManagement\", \"on\": \"2026-11-01\", ¦\"created\": \"2026-11-02\" }"),
        Flag(ProblemCode.RenewalNotByOwner, Levers("¦\"by\": \"ops\"", "2026-11-19")),
        Flag(ProblemCode.RenewalNotByOwner, Levers("\"by\": \"team\"", "2026-11-21").Replace(
            "\"on\": \"2026-11-21\"", "¦\"on\": \"2026-11-21\"", StringComparison.Ordinal)),
        new(ProblemCode.CreatedInFuture,
            "{ \"schema\": 1, \"flags\": { \"f\": { \"owner\": \"t\", ¦\"created\": \"2026-11-21\", \"expires\": \"2027-01-01\" } } }"),
    ];

    private static IEnumerable<ProblemCase> Variants() =>
    [
        Flag(ProblemCode.TooFewVariants, "¦\"variants\": { \"off\": false }, \"offVariant\": \"off\""),
        Flag(ProblemCode.MixedVariants, "¦\"variants\": { \"off\": false, \"on\": \"yes\" }, \"offVariant\": \"off\""),
        Flag(ProblemCode.UnsupportedVariant, "\"variants\": { \"off\": \"a\", \"on\": \"b\", ¦\"no\": null }, \"offVariant\": \"off\""),
        Flag(ProblemCode.UnsupportedVariant, "\"variants\": { \"off\": \"a\", \"on\": \"b\", ¦\"no\": [] }, \"offVariant\": \"off\""),
        Flag(ProblemCode.NumberOutOfRange, "\"variants\": { \"off\": 1, \"on\": 2, ¦\"big\": 1e400 }, \"offVariant\": \"off\""),
        When(ProblemCode.NumberOutOfRange, "{ \"attribute\": \"age\", ¦\"atLeast\": -1e999 }"),
        Flag(ProblemCode.OffIsOn, "\"variants\": { \"off\": true, \"on\": false }, ¦\"offVariant\": \"off\""),
        Flag(ProblemCode.OffIsOn, "\"variants\": { \"off\": false, \"on\": true }, ¦\"offVariant\": \"on\""),
        Flag(ProblemCode.OffIsOn, "\"variants\": { \"a\": true, \"b\": true }, ¦\"offVariant\": \"a\""),
        Flag(ProblemCode.OffIsOn, "¦\"variants\": { \"off\": true, \"old\": false }, \"offVariant\": \"old\""),
        Flag(ProblemCode.OffIsOn, "¦\"variants\": { \"on\": false, \"new\": true }, \"offVariant\": \"on\""),
        Flag(ProblemCode.OffIsOn, "¦\"offVariant\": \"on\""),
        Flag(ProblemCode.UnknownVariant, "¦\"offVariant\": \"of\""),
        Production(ProblemCode.UnknownVariant, "¦\"serve\": \"onn\""),
        Production(ProblemCode.UnknownVariant, "\"rollout\": { \"percent\": 1, \"split\": { ¦\"treatment\": 1 } }"),
        Flag(ProblemCode.UnknownVariant,
            "\"requires\": { ¦\"g\": \"onn\" } }, \"g\": { \"owner\": \"t\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\""),
    ];

    private static IEnumerable<ProblemCase> References() =>
    [
        When(ProblemCode.UnknownSegment, "{ ¦\"segment\": \"staf\" }", Staff),
        When(ProblemCode.UnknownSegment, "{ \"all\": [ { \"not\": { \"any\": [ { ¦\"segment\": \"nobody\" } ] } } ] }"),
        When(ProblemCode.SegmentCycle, "{ \"segment\": \"a\" }",
            "\"segments\": { ¦\"a\": { \"not\": { \"segment\": \"b\" } }, \"b\": { \"segment\": \"a\" } },"),
        Flag(ProblemCode.UnknownFlag, "\"requires\": { ¦\"g\": \"on\" }"),
        Flag(ProblemCode.PrerequisiteCycle, "¦\"requires\": { \"f\": \"on\" }"),
        Flag(ProblemCode.TooManyPrerequisites, Fan()),
        Flag(ProblemCode.UnknownLayer, "\"layer\": { ¦\"name\": \"chekout\", \"from\": 0, \"to\": 20 }"),
        Flag(ProblemCode.SliceOverlap,
            "\"layer\": { \"name\": \"checkout\", \"from\": 0, \"to\": 20 } }, \"g\": { \"owner\": \"t\", \"created\": \"2026-11-01\", "
            + "\"expires\": \"2027-01-01\", ¦\"layer\": { \"name\": \"checkout\", \"from\": 19.999, \"to\": 30 }", Layer),
        Flag(ProblemCode.LayerUnitDiffers, "¦\"bucketBy\": \"sessionId\", \"layer\": { \"name\": \"checkout\", \"from\": 0, \"to\": 20 }",
            Layer),
        Flag(ProblemCode.UnusedSegment, "\"description\": \"\"", Staff.Replace("\"staff\"", "¦\"staff\"", StringComparison.Ordinal)),
        Flag(ProblemCode.AliasTaken,
            "\"alias\": \"New Cart\" }, \"g\": { \"owner\": \"t\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\", "
            + "¦\"alias\": \"New Cart\""),
        Flag(ProblemCode.UnknownObjective, "\"guard\": { \"slo\": { ¦\"objective\": \"api\" } }"),
        Flag(ProblemCode.UnusedLayer, "\"description\": \"\"", Layer.Replace("\"checkout\"", "¦\"checkout\"", StringComparison.Ordinal)),
    ];

    private static IEnumerable<ProblemCase> Rollouts() =>
    [
        Production(ProblemCode.InvalidPercent, "\"rollout\": { ¦\"percent\": 2.0005 }"),
        Production(ProblemCode.InvalidPercent, "\"rollout\": { ¦\"percent\": 100.001 }"),
        Production(ProblemCode.InvalidPercent, "\"rollout\": { ¦\"percent\": -1 }"),
        Production(ProblemCode.InvalidPercent, "\"rollout\": { ¦\"percent\": 1e-400 }"),
        Production(ProblemCode.InvalidWeight, "\"rollout\": { \"percent\": 1, \"split\": { ¦\"on\": 1000001 } }"),
        Production(ProblemCode.InvalidWeight, "\"rollout\": { \"percent\": 1, \"split\": { ¦\"on\": 0.5 } }"),
        Production(ProblemCode.AllWeightsZero, "\"rollout\": { \"percent\": 1, ¦\"split\": { \"on\": 0, \"off\": 0 } }"),
        Production(ProblemCode.AllWeightsZero, "\"rollout\": { \"percent\": 1, ¦\"split\": {} }"),
        Flag(ProblemCode.SplitMissing,
            "\"variants\": { \"a\": 1, \"b\": 2, \"c\": 3 }, \"offVariant\": \"a\", \"environments\": { \"production\": { ¦\"rollout\": { "
            + "\"percent\": 1 } } }"),
        Production(ProblemCode.InvalidSteps, "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ 1, 5, ¦5 ] } }"),
        Production(ProblemCode.InvalidSteps, "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ ¦0, 5 ] } }"),
        Production(ProblemCode.InvalidSteps, "\"rollout\": { \"percent\": 5, \"ramp\": { ¦\"steps\": [] } }"),
        Production(ProblemCode.InvalidHold, "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ 5 ], ¦\"hold\": \"1 hour\" } }"),
        Production(ProblemCode.InvalidHold, "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ 5 ], ¦\"hold\": \"00:00:00\" } }"),
        Production(ProblemCode.RampEndsEarly, "\"rollout\": { \"percent\": 50, \"ramp\": { ¦\"steps\": [ 1, 5 ] } }"),
        Production(ProblemCode.InvalidStart,
            "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ 5 ], ¦\"startAt\": 5, \"reason\": \"they have it\" } }"),
        Production(ProblemCode.InvalidStart, "\"rollout\": { \"percent\": 5, \"ramp\": { \"steps\": [ 5 ], ¦\"reason\": \"why\" } }"),
        Flag(ProblemCode.InvalidStart, Imported
            + "{ \"percent\": 5, \"ramp\": { \"steps\": [ 4, 5 ], ¦\"startAt\": 5, \"reason\": \"they have it\" } } } }"),
        Flag(ProblemCode.MissingProperty, Imported
            + "{ \"percent\": 5, ¦\"ramp\": { \"steps\": [ 5 ], \"startAt\": 5 } } } }"),
        Production(ProblemCode.RampMissing, "¦\"rollout\": { \"percent\": 5.001 }"),
        Production(ProblemCode.RampMissing, "¦\"rollout\": { \"percent\": 100 }"),
        Production(ProblemCode.MissingProperty, "\"rollout\": { \"percent\": 100, ¦\"ramp\": {} }"),
        Production(ProblemCode.InvalidSteps, "\"rollout\": { \"percent\": 60, \"ramp\": { ¦\"steps\": [] } }"),
        Production(ProblemCode.RampMissing, "¦\"rollout\": { \"percent\": 50, \"ramp\": { \"steps\": [ 10, 50 ] } }"),
        Production(ProblemCode.RampMissing,
            "\"rules\": [ { \"name\": \"r\", \"when\": { \"attribute\": \"a\", \"exists\": true }, ¦\"rollout\": { \"percent\": 6 } } ]"),
        Flag(ProblemCode.ServedToEverybodyRefused,
            "\"kind\": \"experiment\", \"environments\": { \"production\": { ¦\"serve\": \"on\" } }"),
        Flag(ProblemCode.ServedToEverybodyRefused,
            "\"kind\": \"experiment\", \"environments\": { \"prod\": { \"rules\": [ { \"name\": \"all\", ¦\"serve\": \"on\" } ] } }"),
        Production(ProblemCode.ServedToEverybody, "¦\"serve\": \"on\""),
        Production(ProblemCode.ServedToEverybody,
            "¦\"rules\": [ { \"name\": \"r\", \"when\": { \"attribute\": \"userId\", \"exists\": true }, \"serve\": \"on\" } ]"),
        Flag(ProblemCode.LooksLikeProduction, "\"environments\": { \"production-eu\": { ¦\"serve\": \"on\" } }"),
        Flag(ProblemCode.LooksLikeProduction, "\"environments\": { \"prd-1\": { ¦\"rollout\": { \"percent\": 50 } } }"),
        Production(ProblemCode.ServeOrRollout, "\"rules\": [ ¦{ \"name\": \"r\" } ]"),
        Production(ProblemCode.ServeOrRollout,
            "\"rules\": [ ¦{ \"name\": \"r\", \"when\": { \"attribute\": \"a\", \"exists\": true } } ]"),
        Flag(ProblemCode.ServeOrRollout, "\"variants\": { \"a\": 1, \"b\": 2 }, \"offVariant\": \"a\", \"environments\": { \"staging\": "
            + "{ \"rules\": [ ¦{ \"name\": \"r\" } ] } }"),
        Flag(ProblemCode.ServeOrRollout, "\"environments\": { ¦\"staging\": { \"serve\": \"on\", \"rollout\": { \"percent\": 1 } } }"),
        Flag(ProblemCode.ServeOrRollout, "\"variants\": { \"a\": 1, \"b\": 2, \"c\": 3 }, \"offVariant\": \"a\", \"environments\": "
            + "{ \"staging\": { \"rules\": [ ¦{ \"name\": \"r\" } ] } }"),
        Flag(ProblemCode.ServeOrRollout, Pricing + "\"environments\": { \"staging\": { \"rules\": [ ¦{ \"name\": \"r\" } ] } }"),
        Flag(ProblemCode.ServeOrRollout, Pricing + "\"environments\": { \"production\": { \"rules\": [ ¦{ \"name\": \"r\", "
            + "\"when\": { \"attribute\": \"a\", \"exists\": true } } ] } }"),
        Production(ProblemCode.DuplicateRule,
            $"\"rules\": [ {Rule("a", "exists")}, {Rule("a", "exists").Replace("\"name\"", "¦\"name\"", StringComparison.Ordinal)} ]"),
        Flag(ProblemCode.UnreachableRule,
            $"\"environments\": {{ \"staging\": {{ \"rules\": [ {{ \"name\": \"all\", \"serve\": \"on\" }}, "
            + $"¦{Rule("late", "exists")} ] }} }}"),
        Flag(ProblemCode.UnreachableRule,
            "\"environments\": { ¦\"staging\": { \"rules\": [ { \"name\": \"all\", \"serve\": \"on\" } ], \"serve\": \"on\" } }"),
        Flag(ProblemCode.InvalidSlice, "¦\"layer\": { \"name\": \"checkout\", \"from\": 20, \"to\": 20 }", Layer),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { ¦\"alpha\": 1 }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { ¦\"grid\": [] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"grid\": [ ¦0.5 ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"errors\": { ¦\"tolerated\": -1 } }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"latency\": { ¦\"thresholds\": [] } }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ ¦\"errors\" ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ ¦\"slower_than_1s\" ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ ¦\"at_risk_units\" ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ \"a\", ¦\"a\" ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ \"a\", ¦\"a_left\" ] }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { \"counters\": [ ¦\"units\" ] }"),
        Flag(ProblemCode.InvalidGuard,
            $"\"guard\": {{ ¦\"counters\": [ {string.Join(", ", Enumerable.Range(0, 21).Select(i => $"\"c{i}\""))} ] }}"),
        Flag(ProblemCode.InvalidGuard,
            "\"guard\": { \"latency\": { ¦\"thresholds\": [ \"00:00:00.0010000\", \"00:00:00.0010001\" ] } }"),
        Flag(ProblemCode.InvalidGuard, "\"guard\": { ¦\"noHarmRatio\": 1 }"),
        Flag(ProblemCode.InvalidName, "\"guard\": { ¦\"source\": \"a tenant\" }"),
        Flag(ProblemCode.InvalidObjective, "\"guard\": { \"slo\": { ¦\"objective\": 100 } }"),
    ];

    private static IEnumerable<ProblemCase> Conditions() =>
    [
        When(ProblemCode.InvalidCondition, "{}").MarkedAt("\"when\""),
        When(ProblemCode.InvalidCondition, "{ ¦\"all\": [] }"),
        When(ProblemCode.InvalidCondition, "{ \"segment\": \"a\", \"not\": {} }").MarkedAt("\"when\""),
        When(ProblemCode.UnknownProperty, "{ ¦\"al\": [ { \"attribute\": \"a\", \"exists\": true } ] }"),
        When(ProblemCode.UnknownProperty, "{ ¦\"atribute\": \"a\", \"in\": [ \"DE\" ] }"),
        When(ProblemCode.UnknownProperty, "{ \"equals\": \"DE\", ¦\"attirbute\": \"a\" }"),
        When(ProblemCode.MissingProperty, "{ \"in\": [ \"DE\" ] }").MarkedAt("\"when\""),
        When(ProblemCode.OneOperator, "{ \"attribute\": \"a\" }").MarkedAt("\"when\""),
        When(ProblemCode.OneOperator, "{ \"attribute\": \"a\", \"exists\": true, \"contains\": \"b\" }").MarkedAt("\"when\""),
        When(ProblemCode.UnknownProperty, "{ \"attribute\": \"a\", ¦\"beginsWith\": \"b\" }"),
        When(ProblemCode.InvalidOperand, "{ \"attribute\": \"a\", ¦\"in\": [] }"),
        When(ProblemCode.InvalidOperand, "{ \"attribute\": \"a\", ¦\"in\": [ 1, \"1\" ] }"),
        When(ProblemCode.InvalidOperand, "{ \"attribute\": \"a\", ¦\"equals\": null }"),
        When(ProblemCode.InvalidOperand, "{ \"attribute\": \"a\", ¦\"startsWith\": \"\" }"),
        When(ProblemCode.WrongType, "{ \"attribute\": \"a\", ¦\"lessThan\": \"5\" }"),
        When(ProblemCode.WrongType, "{ \"attribute\": \"a\", ¦\"exists\": \"yes\" }"),
        When(ProblemCode.InvalidPattern, "{ \"attribute\": \"a\", ¦\"matches\": \"(\" }"),
        When(ProblemCode.InvalidPattern, "{ \"attribute\": \"a\", ¦\"matches\": \"(a)\\\\1\" }"),
        When(ProblemCode.InvalidPattern, "{ \"attribute\": \"a\", ¦\"matches\": \"(?=a)b\" }"),
        When(ProblemCode.InvalidPattern, "{ \"attribute\": \"a\", ¦\"matches\": \"((a{100}){100}){100}\" }"),
        When(ProblemCode.InvalidPattern, $"{{ \"attribute\": \"a\", ¦\"matches\": \"{new string('a', 1_001)}\" }}"),
        When(ProblemCode.InvalidInstant, "{ \"attribute\": \"a\", ¦\"before\": \"tomorrow\" }"),
        When(ProblemCode.InvalidInstant, "{ \"attribute\": \"a\", ¦\"after\": \"01/02/2027\" }"),
        When(ProblemCode.InvalidInstant, "{ ¦\"from\": \"soon\" }"),
        When(ProblemCode.InvalidInstant, "{ \"from\": \"2027-02-01\", ¦\"until\": \"2027-02-30\" }"),
        When(ProblemCode.WrongType, "{ ¦\"until\": 2027 }"),
        When(ProblemCode.InvalidCondition, "{ \"from\": \"2027-02-01\", \"segment\": \"a\" }").MarkedAt("\"when\""),
        When(ProblemCode.UnknownProperty, "{ \"attribute\": \"a\", \"exists\": true, ¦\"from\": \"2027-02-01\" }"),
        When(ProblemCode.InvalidWindow, "{ \"from\": \"2027-02-01T09:00Z\", ¦\"until\": \"2027-02-01T10:00+01:00\" }"),
        When(ProblemCode.InvalidWindow, "{ ¦\"until\": \"2027-02-01\", \"from\": \"2027-02-02\" }"),
        When(ProblemCode.InvalidWindow, "{ ¦\"until\": \"9999-12-01\", \"from\": \"9999-12-02\" }"),
        When(ProblemCode.WindowIsOver, "{ \"not\": { \"from\": \"2026-11-01\", ¦\"until\": \"2026-11-20T00:00:00Z\" } }"),
        When(ProblemCode.InvalidVersionRange, "{ \"attribute\": \"a\", ¦\"semver\": \"~1.2\" }"),
        When(ProblemCode.ConditionTooDeep, Nested(16, "¦")),
        When(ProblemCode.ConditionTooLarge, "{ \"segment\": \"s12\" }", Doubling(12)),
    ];

    private static ProblemCase MarkedAt(this ProblemCase problem, string text)
    {
        var at = problem.Marked.IndexOf(text, StringComparison.Ordinal);
        return problem with { Marked = problem.Marked.Insert(at, "¦") };
    }

    private static string Renewal(string until) =>
        $"{{ \"by\": \"t\", \"reason\": \"r\", \"on\": \"2026-12-01\", \"until\": \"{until}\" }}";

    /// <summary>An operational lever with a third renewal.</summary>
    private static string Levers(string by, string on) =>
        "\"kind\": \"operations\", \"renewals\": [ "
        + "{ \"by\": \"t\", \"reason\": \"r\", \"on\": \"2026-11-05\", \"until\": \"2027-02-01\" }, "
        + "{ \"by\": \"t\", \"reason\": \"r\", \"on\": \"2026-11-05\", \"until\": \"2027-03-01\" }, "
        + $"{{ {by}, \"reason\": \"r\", \"on\": \"{on}\", \"until\": \"2027-04-01\" }} ]";

    private static string Rule(string name, string comparison) =>
        $"{{ \"name\": \"{name}\", \"when\": {{ \"attribute\": \"a\", \"{comparison}\": true }}, \"serve\": \"on\" }}";

    /// <summary>A flag that requires 65 others.</summary>
    private static string Fan()
    {
        const string Life = "\"owner\": \"t\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\"";
        var keys = Enumerable.Range(0, 65).Select(i => $"g{i}").ToArray();
        return $"¦\"requires\": {{ {string.Join(", ", keys.Select(k => $"\"{k}\": \"on\""))} }} }}, {string.Join(", ", keys.Select(k =>
            $"\"{k}\": {{ {Life} }}"))}, \"h\": {{ {Life}";
    }

    private static string Nested(int levels, string mark) => levels == 0
        ? "{ \"attribute\": \"a\", \"exists\": true }"
        : $"{{ {(levels == 1 ? mark : "")}\"not\": {Nested(levels - 1, mark)} }}";

    /// <summary>Segments each of which has the one before it twice: 2^n tests.</summary>
    private static string Doubling(int levels)
    {
        var segments = new List<string> { "\"s0\": { \"attribute\": \"a\", \"exists\": true }" };
        for (var i = 1; i <= levels; i++)
        {
            var mark = i == levels ? "¦" : "";
            segments.Add($"{mark}\"s{i}\": {{ \"any\": [ {{ \"segment\": \"s{i - 1}\" }}, {{ \"segment\": \"s{i - 1}\" }} ] }}");
        }

        return $"\"segments\": {{ {string.Join(", ", segments)} }},";
    }
}
