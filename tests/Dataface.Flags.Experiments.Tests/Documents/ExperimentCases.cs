using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Documents;

/// <summary>At least one document for every code that text can provoke.</summary>
internal static class ExperimentCases
{
    /// <summary>A fault in a condition has the code that flag documents give it.</summary>
    private const string ConditionFault = Dataface.Flags.Documents.ProblemCode.UnknownProperty;

    public static IEnumerable<ExperimentCase> Form =>
    [
        new(NotYaml, "touches: [checkout]", "touches: ¦[checkout\nuser: x"),
        new(Tab, "  control:", "¦\tcontrol:"),
        new(SeveralDocuments, "design:", "¦---\ndesign:"),
        new(Anchor, "touches: [checkout]", "touches: ¦&a [checkout]"),
        new(Tag, "touches: [checkout]", "touches: ¦!!seq [checkout]"),
        new(DuplicateKey, "problem:", "¦title: again\nproblem:"),
        new(UnknownKey, "owner:", "¦ownr: x\nowner:"),
        new(UnknownKey, "  control:", "  ¦controll: x\n  control:"),
        new(UnknownKey, "kind: conversion", "kind: conversion, ¦evnt: x"),
        new(MissingKey, "schema: 1\nid: one-page\ntitle: One-page checkout\n", "¦schema: 1\nid: one-page\n"),
        new ExperimentCase(MissingKey, "touches: [checkout]\n", "").MarkedAt("schema: 1"),
        new ExperimentCase(MissingKey, "  exposure: 50 %\n", "").MarkedAt("design:"),
        new ExperimentCase(MissingKey, "statistic: lift_lower, comparison: above, ",
            "statistic: lift_lower, ").MarkedAt("{ metric: orders"),
        new(Blank, "owner: team-payments", "¦owner:"),
        new(Blank, "owner: team-payments", "¦owner: ' '"),
        new(Blank, "touches: [checkout]", "touches: [checkout, ¦~]"),
        new(WrongType, "owner: team-payments", "¦owner: [a]"),
        new(WrongType, "touches: [checkout]", "¦touches: checkout"),
        new(WrongType, "visible: true", "¦visible: maybe"),
        new(InvalidNumber, "traffic: 4000", "¦traffic: many"),
        new(InvalidNumber, "traffic: 4000", "¦traffic: 0"),
        new(InvalidNumber, "threshold: 0,", "¦threshold: '0',"),
        new(InvalidPercentage, "exposure: 50 %", "¦exposure: 0.5"),
        new(InvalidPercentage, "exposure: 50 %", "¦exposure: 101 %"),
        new(InvalidPercentage, "alpha: 5 %", "¦alpha: 50 %"),
        new(InvalidNumber, "test: fixed", "test: fixed\n  split: { \"off\": 1, ¦\"on\": 0 }"),
        new ExperimentCase(MissingKey, "test: fixed", "test: fixed\n  split: { \"off\": 1 }").MarkedAt("split:"),
        new(InvalidDate, "start: 2026-12-01", "¦start: 2026-02-30"),
        new(InvalidDuration, "window: 7d", "¦window: 7 days"),
        new(UnknownChoice, "type: feature", "¦type: featur"),
        new(UnknownChoice, "status: running", "¦status: Running"),
        new(UnknownChoice, "role: success", "¦role: winner"),
        new(InvalidName, "id: one-page", "¦id: one page"),
        new(UnsupportedSchema, "schema: 1", "¦schema: 2"),
    ];

    public static IEnumerable<ExperimentCase> Sense =>
    [
        new(EndsBeforeStart, "end: 2026-12-29", "¦end: 2026-12-01"),
        new(UnknownMetric, "success_metrics: [orders]", "success_metrics: [¦order]"),
        new(UnknownMetric, "{ metric: errors", "{ ¦metric: error"),
        new(GivenTwice, "treatments: [\"on\"]", "¦treatments: [\"on\", \"on\"]"),
        new(GivenTwice, "treatments: [\"on\"]", "¦treatments: [\"on\", \"off\"]"),
        new(GivenTwice, "failure_metrics: [errors]", "¦failure_metrics: [errors, orders]"),
        new(NoTreatment, "treatments: [\"on\"]", "¦treatments: []"),
        new(InvalidMetric, "errors: { kind: error_rate, event: failed, denominator: handled }",
            "¦errors: { kind: error_rate, event: failed }"),
        new(InvalidMetric, "kind: conversion,", "kind: conversion, ¦value: amount,"),
        new(InvalidMetric, "kind: conversion,", "kind: conversion, ¦cap: 5,"),
        new(InvalidMetric, "value: amount,", "value: amount, baseline: 30, ¦cap: 30,"),
        new(InvalidMetric, "kind: conversion, event: order_placed, window: 7d,",
            "kind: retention, event: order_placed, return_after: 7d, ¦window: 7d,"),
        new(DecisionMissing, "schema: 1\nid: one-page\ntitle: One-page checkout\nowner: team-payments\ntype: feature\nstatus: running",
            "¦schema: 1\nid: one-page\ntitle: One-page checkout\nowner: team-payments\ntype: feature\nstatus: decided"),
        new(DecisionMissing, "touches:", $"¦{Given.Decision}\ntouches:"),
        new(DecidedTooSoon, "status: running",
            "status: decided\ndecision: { verdict: ship, ¦on: 2026-12-04, by: Ada, readout: x, rationale: y }"),
        new(DecidedTooSoon, "status: running",
            "status: decided\ndecision: { verdict: kill, ¦on: 2026-12-21, by: Ada, readout: x, rationale: y }"),
        new(UnknownChoice, "status: running",
            "status: decided\ndecision: { verdict: ship, on: 2026-12-15, by: Ada, readout: x, rationale: y, override: { ¦recommended: no, "
            + "reason: z } }"),
        new ExperimentCase(MissingKey, "status: running",
            "status: decided\ndecision: { verdict: ship, on: 2026-12-15, by: Ada, readout: x, rationale: y, override: { recommended: wait "
            + "} }").MarkedAt("override: {"),
        new(ConditionFault, "audience: { attribute: country, in: [DE, AT] }", "audience: { attribute: country, ¦inn: [DE, AT] }"),
        new(ConditionFault, "audience: { attribute: country, in: [DE, AT] }",
            "audience:\n    all:\n      - { attribute: a, exists: true }\n      - attribute: country\n        ¦atleast: 5"),
    ];

    public static IEnumerable<ExperimentCase> Policy =>
    [
        new(UnknownFlag, "flag: checkout-v2", "¦flag: checkout-v1"),
        new(UnknownVariant, "treatments: [\"on\"]", "¦treatments: [\"onn\"]"),
        new(UnknownVariant, "control: \"off\"", "¦control: of"),
        new(UnknownSegment, "layer: checkout", "layer: checkout\n  ¦cohort: betta"),
        new(UnknownLayer, "layer: checkout", "¦layer: chekout"),
        new(LayerDiffers, "layer: checkout", "¦layer: home"),
        new(SplitDiffers, "test: fixed", "test: fixed\n  ¦split: { \"off\": 9, \"on\": 1 }"),
        new(ExposureDiffers, "exposure: 50 %", "¦exposure: 77 %"),
        new(FlagExpiresEarly, "end: 2026-12-29", "¦end: 2027-02-02"),
        new(NoFlag, "flag: checkout-v2", "¦flag:"),
        new(SilentChange, "user_notice:\n  visible: true\n  how: A line on the page.", "¦user_notice:\n  visible: true"),
        new(NoHypothesis, "hypothesis: If it is one page, more baskets become orders, because nobody has to go back.", "¦hypothesis:"),
        new(OpenEnded, "end: 2026-12-29", "¦end:"),
        new(TooLong, "end: 2026-12-29", "¦end: 2027-03-02"),
        new(TooShort, "end: 2026-12-29\n", "¦end: 2026-12-05\n"),
        new(TooSmall, "minimum_detectable_effect: 5 %", "¦minimum_detectable_effect: 2 %"),
        new(Overdue, "end: 2026-12-29", "¦end: 2026-12-13"),
        new ExperimentCase(NoLimit, "status: running", "status: draft").MarkedAt("failure_metrics:"),
        new(UnknownArea, "touches: [checkout]", "¦touches: [checkout, chekout]"),
        new(StartsLater, "start: 2026-12-01", "¦start: 2026-12-21"),
        new(SeveralVariables, "variable: number of pages", "¦variable: [number of pages, colour]"),
        new(NoReadout, "status: running",
            "status: decided\ndecision: { verdict: iterate, on: 2026-12-15, by: Ada, ¦readout: , rationale: y }"),
        new(VanityMetric, "kind: conversion,", "kind: conversion, ¦per: total,"),
        new(SecurityRefused, "type: feature", "¦type: security"),
        new(ForbiddenArea, "touches: [checkout]", "¦touches: [checkout, Session]"),
        new ExperimentCase(SecuritySignOffMissing, "touches: [checkout]", "touches: [payments]").MarkedAt("approvals:"),
        new(PersonalData, "value: amount", "¦value: email"),
        new(PersonalData, "attributes: [country]", "¦attributes: [country, ip]"),
    ];
}
