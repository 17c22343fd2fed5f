using Code = Dataface.Flags.Experiments.Portfolio.Documents.PortfolioProblemCode;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Documents;

/// <summary>Each fault, provoked by one change to a good document.</summary>
internal static class ProblemCases
{
    public const string Good = """
        schema: 1
        bets:
          - id: bet
            title: A bet
            owner: team
            status: proposed
            hypothesis: If, then, because.
            method: pilot
            alternatives: [{ method: survey, cost: 20000, credible: false, reason: words }]
            needs: [first]
            cost: 12000
            delay: 6w
            value:
              beta: { a: 2, b: 8, threshold: 0.25, size: 50 }
              payoff: 400000
              horizon: 52w
        prerequisites:
          - id: first
            title: First
            owner: team
            theme: legal
            needs: [second]
            lead_time: { from: 2w, to: 4w }
          - id: second
            title: Second
            owner: team
            theme: design
            status: open
            lead_time: { from: 1w, to: 1w }
        launch_items:
          - id: item
            title: Item
            owner: team
            area: payments
            class: launch_critical
            status: closed
            high_risk: true
            behaviour: It works.
            kill_switch: flag
          - id: later
            title: Later
            owner: team
            area: payments
            class: launch_adjacent
            status: deferred
            behaviour: It works, too.
            deferral: { owner: me, follow_up: T-1, risk: some }
        """;

    public static IEnumerable<ProblemCase> All =>
    [
        Shapeless(Code.NotYaml, 8, "method: pilot", "method: [pilot"),
        Shapeless(Code.TooDeep, 11, "cost: 12000", "cost: " + new string('[', 40) + new string(']', 40)),
        Shapeless(Code.Tab, 8, "    method: pilot", "\t    method: pilot"),
        Shapeless(Code.SeveralDocuments, 17, "prerequisites:", "---\nprerequisites:"),
        Shapeless(Code.Anchor, 5, "owner: team", "owner: &team team"),
        Shapeless(Code.Tag, 5, "owner: team", "owner: !!str team"),
        Shapeless(Code.DuplicateKey, 6, "    status: proposed", "    owner: others"),
        Shape(Code.UnknownKey, 12, "cost: 12000", "cost: 12000\n    costs: 1"),
        Shape(Code.MissingKey, 3, "    title: A bet\n", ""),
        Shape(Code.Blank, 5, "owner: team", "owner:"),
        Shape(Code.Blank, 9, "alternatives: [{ method: survey, cost: 20000, credible: false, reason: words }]", "alternatives: ~"),
        Shape(Code.WrongType, 10, "needs: [first]", "needs: first"),
        Shape(Code.WrongType, 37, "high_risk: true", "high_risk: very"),
        Shape(Code.InvalidNumber, 11, "cost: 12000", "cost: -1"),
        Shape(Code.InvalidNumber, 9, "cost: 20000", "cost: -1"),
        Shape(Code.InvalidNumber, 14, "a: 2", "a: 0"),
        Shape(Code.InvalidNumber, 14, "b: 8", "b: -8"),
        Shape(Code.InvalidNumber, 14, "threshold: 0.25", "threshold: 1.25"),
        Shape(Code.InvalidNumber, 14, "size: 50", "size: 0"),
        Shape(Code.InvalidNumber, 14, "size: 50", "size: 2.5"),
        Shape(Code.InvalidNumber, 14, "beta: { a: 2, b: 8, threshold: 0.25, size: 50 }",
            "normal: { mean: 1, sd: 0, threshold: 0, noise: 5, treatment: 9 }"),
        Shape(Code.InvalidNumber, 14, "beta: { a: 2, b: 8, threshold: 0.25, size: 50 }",
            "normal: { mean: 1, sd: 1, threshold: 0, noise: -5, treatment: 9 }"),
        Shape(Code.InvalidNumber, 15, "payoff: 400000", "payoff: much"),
        Shapeless(Code.InvalidDate, 28, "status: open", "started: 2026-02-30"),
        Shape(Code.InvalidDuration, 12, "delay: 6w", "delay: six weeks"),
        Shapeless(Code.InvalidDuration, 23, "from: 2w", "from: -2w"),
        Shapeless(Code.InvalidDuration, 29, "to: 1w", "to: 0w"),
        Shape(Code.UnknownChoice, 8, "method: pilot", "method: pilots"),
        Shape(Code.UnknownChoice, 21, "theme: legal", "theme: lawful"),
        Shape(Code.InvalidName, 39, "kill_switch: flag", "kill_switch: the flag"),
        Shape(Code.UnsupportedSchema, 1, "schema: 1", "schema: 2"),
        new(Code.DuplicateId, 3, false, Good,
            "schema: 1\nlaunch_items:\n  - { id: bet, title: t, owner: o, area: a, class: post_launch, behaviour: b }"),
        new(Code.NothingInIt, 1, false, "schema: 1"),
        Shape(Code.DesignIncomplete, 6, "status: proposed", "status: designed"),
        Shape(Code.OneBelief, 13, "      beta: { a: 2, b: 8, threshold: 0.25, size: 50 }\n", ""),
        Shapeless(Code.AnswerTooLate, 12, "delay: 6w", "delay: 52w"),
        Shapeless(Code.CheaperMethod, 8, "cost: 20000, credible: false", "cost: 200, credible: true"),
        Shapeless(Code.NoAlternative, 3, "    alternatives: [{ method: survey, cost: 20000, credible: false, reason: words }]\n", ""),
        Shapeless(Code.LeadTimeReversed, 23, "{ from: 2w, to: 4w }", "{ from: 4w, to: 2w }"),
        Shapeless(Code.StartMissing, 28, "status: open", "status: started"),
        Shapeless(Code.BegunEarly, 22, "theme: legal\n    needs: [second]", "theme: legal\n    needs: [second]\n    status: done"),
        Shape(Code.DeferralIncomplete, 47, "{ owner: me, follow_up: T-1, risk: some }", "{ follow_up: T-1, risk: some }"),
        Shapeless(Code.DeferralIncomplete, 45, "\n    deferral: { owner: me, follow_up: T-1, risk: some }", ""),
        Shapeless(Code.CriticalDeferred, 45, "class: launch_adjacent", "class: launch_critical"),
        Shapeless(Code.NoWayBack, 37, "kill_switch: flag", "evidence: [link]"),
        Shapeless(Code.EvidenceMissing, 36, "    high_risk: true\n    behaviour: It works.\n    kill_switch: flag",
            "    behaviour: It works."),
        Shapeless(Code.DeferralUnused, 47, "status: deferred", "status: open"),
        Shape(Code.InvalidAddress, 40, "kill_switch: flag", "kill_switch: flag\n    health: /healthz"),
        Shapeless(Code.UnknownReference, 10, "needs: [first]", "needs: [fist, first]"),
        Shapeless(Code.UnknownReference, 22, "needs: [second]", "needs: [nothing-like-it, second]"),
        Shapeless(Code.Cycle, 22, "status: open", "needs: [first]"),
        Shapeless(Code.Cycle, 22, "needs: [second]", "needs: [first, second]"),
        Shapeless(Code.Unneeded, 18, "needs: [first]", "needs: [second]"),
    ];

    private static ProblemCase Shape(string code, int line, string good, string bad) => Case(code, line, true, good, bad);

    private static ProblemCase Shapeless(string code, int line, string good, string bad) => Case(code, line, false, good, bad);

    private static ProblemCase Case(string code, int line, bool isOfShape, string good, string bad)
    {
        var at = Good.IndexOf(good, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), good);
        return new(code, line, isOfShape, Good[..at] + bad + Good[(at + good.Length)..]);
    }
}
