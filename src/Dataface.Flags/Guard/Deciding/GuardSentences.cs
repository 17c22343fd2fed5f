using System.Globalization;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// What a guard says to the owner of a service: two sentences for each answer, first what it does or waits for and why, and then the
/// figures or what to do. They stand here and nowhere else.
/// </summary>
internal static class GuardSentences
{
    public const string Paused = "It is paused.";

    public const string NoEvidence = "There is no evidence yet.";

    public const string OneSided = "One side reports less than the other; the ramp continues when both sides report.";

    public const string StoreIsDown =
        "The evidence store does not answer, so that this instance decides on what it sees itself, and ramps stay until it answers again.";

    public const string Unwatched = "No unit gets the feature yet. It is watched when the rollout exposes it.";

    public const string OnlyObserved = "It would have been aborted, but the guard only observes; event 5001 says why.";

    private const string Bound = "state a bound, such as \"errors\": { \"atMost\": 0.1 }";

    private const string HigherBound = "state a higher \"atMost\"";

    /// <summary>What would end a step that never ends.</summary>
    /// <param name="hasBound">Whether a bound is stated already.</param>
    internal static string Remedy(bool hasBound) =>
        $"{(hasBound ? HigherBound : Bound)}, a wider margin, such as \"noHarmRatio\": 3, or let it advance by itself with "
        + "\"onInconclusive\": \"advance\"";

    /// <summary>Why a rollout is aborted.</summary>
    /// <param name="signal">The signal that decided.</param>
    /// <param name="variant">The treatment.</param>
    /// <param name="share">Its share of the units of both sides, from 0 to 1.</param>
    /// <param name="figures">How often units call and err.</param>
    public static string Aborted(SignalTest signal, string variant, double share, SidesFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{signal.Signal}: {Harm(signal, variant, share)} (E = {LogSpace.Text(signal.LogE)} against {LogSpace.Text(signal.Threshold)}). "
        + $"{Figures(variant, figures)}");

    /// <summary>Why a rollout is aborted because of a signal of which one is enough.</summary>
    public static string Signalled(string signal) =>
        $"'{signal}' was signalled in treatment, and one is enough. It is listed under 'abortOn'; look into what has signalled it.";

    /// <summary>Why a ramp goes on.</summary>
    /// <param name="test">The tests of the treatment over the step.</param>
    /// <param name="ratio">The ratio that had to be ruled out.</param>
    /// <param name="isProved">Whether it was; otherwise it goes on because nothing speaks against it.</param>
    /// <param name="figures">How often units call and err.</param>
    public static string Advances(EpochTests test, double ratio, bool isProved, SidesFigures figures)
    {
        var why = isProved
            ? $"The evidence shows no harm: {Shown(test.Harmless, test.Variant, ratio)}"
            : "Nothing speaks against it after the longer hold";
        return $"{why}. {Figures(test.Variant, figures)}";
    }

    /// <summary>That a step is not over.</summary>
    public static string Held(TimeSpan left) => $"It is held for another {TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds))}.";

    /// <summary>That a ramp waits for the service.</summary>
    /// <param name="objective">One that burns, is spent, or is not known.</param>
    public static string Holds(GuardObjectiveStatus objective) => objective.Health switch
    {
        GuardObjectiveHealth.Burning => $"{Burns(objective)}; ramps and new experiments are on hold until it recovers.",
        GuardObjectiveHealth.Spent => string.Create(
            CultureInfo.InvariantCulture,
            $"The budget of {Named(objective)} is spent: {Failed(objective)}; ramps and new experiments are on hold until it recovers."),
        _ => $"Of {Named(objective)} no request was recorded for {StepForecast.Text(RequestWindows.Silence)}, "
            + "so it is unknown whether it burns: "
            + "record all requests of the service, with UseFlagGuard, RecordRequest or /api/guard/outcomes.",
    };

    /// <summary>Why a rollout is aborted that its objective says nothing about.</summary>
    /// <param name="objective">One that burns.</param>
    public static string SharedBurn(GuardObjectiveStatus objective) =>
        $"{SharedBurnRecord.CauseName}: {Burns(objective)}, and 'onSharedBurn' is 'abort'. This does not say that the flag does harm: "
        + "restore it when the service is well.";

    /// <summary>That something speaks against the next step.</summary>
    public static string Loud(SignalTest signal) =>
        $"'{signal.Signal}' shows signs of harm (E = {LogSpace.Text(signal.LogE)}); the ramp continues when E is below 20.";

    /// <summary>That a ramp goes on.</summary>
    public static string GoesOn(decimal percent) => string.Create(CultureInfo.InvariantCulture, $"It moves on to {percent} %.");

    /// <summary>That it is not shown yet that a treatment does no harm, and until when.</summary>
    /// <param name="test">The tests of the treatment over the step.</param>
    /// <param name="bound">The stated bound, or null.</param>
    /// <param name="until">How much longer it takes; null when that is not known, MaxValue for never.</param>
    public static string TooLittle(EpochTests test, double? bound, TimeSpan? until)
    {
        var text = $"There is too little evidence that '{test.Variant}' does no harm: "
            + $"E = {LogSpace.Text(test.Harmless.LogRelative)} of 20, from errors on both sides"
            + (test.Harmless.IsIncident ? ", and those of an incident, as there is one now, do not count" : "");
        if (bound is not { } most) return $"{text}; {Forecast(until, hasBound: false)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{text}, and E = {LogSpace.Text(test.Harmless.LogAbsolute)} of 20, that fewer than {most:P2} of its units err; "
            + $"{Forecast(until, hasBound: true)}");
    }

    /// <summary>That one side reports nothing, or less than its share.</summary>
    public static string Unprotected(EpochTests test) => (test.Short, test.IsSilent) switch
    {
        (RolloutArm.Control, true) =>
            $"Units with '{test.Variant}' are recorded, but none of those without it, and there is no objective: harm would not be "
            + "noticed; record both sides, or add \"slo\".",
        (RolloutArm.Control, _) =>
            $"Fewer of the units without '{test.Variant}' are recorded than their share, {Part(test)}: harm would be noticed late; "
            + "see that every process records the old code, too.",
        (_, true) =>
            $"Units without the feature are recorded, but none of those with '{test.Variant}': harm would not be noticed; record the new "
            + "code, too.",
        _ =>
            $"Fewer of the units with '{test.Variant}' are recorded than their "
            + $"share, {Part(test)}: harm to the others would not be noticed; "
            + "see that every process records the new code, and its successes, too.",
    };

    /// <summary>That nothing is recorded.</summary>
    public static string Silent(TimeSpan silence) =>
        $"Nothing has been recorded for {silence}, and silence is not health: see that the guarded code is called, and that it records.";

    /// <summary>Where units come from.</summary>
    public static string Sources(SidesSources sources)
    {
        return $"{Capital(Rule(sources))}.";
    }

    /// <summary>How it stands when nothing is amiss and nothing is waited for.</summary>
    public static string Watching(string variant, SidesFigures figures) =>
        $"It sees no harm from '{variant}' so far. {Figures(variant, figures)}";

    /// <summary>What a ramp waits for, or what is amiss, with the figures.</summary>
    public static string Waiting(string waiting, string variant, SidesFigures figures) => $"{waiting} {Figures(variant, figures)}";

    private static string Burns(GuardObjectiveStatus objective) => $"{Capital(Named(objective))} burns on both sides: {Failed(objective)}";

    private static string Named(GuardObjectiveStatus objective) =>
        objective.Name is { } name ? $"the objective '{name}'" : "the guard's objective";

    private static string Failed(GuardObjectiveStatus objective) => string.Create(
        CultureInfo.InvariantCulture,
        $"{objective.Failed} of {objective.Requests} requests failed within {StepForecast.Text(objective.Window)}, "
            + $"where {objective.Percent:0.#####} % must be good");

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static string Harm(SignalTest signal, string variant, double share) => signal.Kind switch
    {
        GuardSignalKind.Slo => $"'{variant}' uses up the error budget too fast, with {signal.Treatment} failed requests",
        GuardSignalKind.LatencyBody =>
            $"calls with '{variant}' take longer than those without it, of {signal.Treatment + signal.Control} units that were timed",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"{signal.Treatment} of {signal.Treatment + signal.Control} units that {Met(signal)} had '{variant}', which gets "
                + $"{100 * share:0.###} % of them, and its use does not explain it"),
    };

    private static string Met(SignalTest signal) => signal.Kind switch
    {
        GuardSignalKind.Errors => "erred",
        GuardSignalKind.GiveUps => "gave up waiting",
        GuardSignalKind.LatencyTail => "waited too long",
        _ => "gave the signal",
    };

    private static string Shown(NoHarmTest harmless, string variant, double ratio) =>
        harmless.LogRelative >= NoHarmTest.Threshold
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"'{variant}' errs less than {ratio:0.##} times as often as what was there before "
                + $"(E = {LogSpace.Text(harmless.LogRelative)} of 20)")
            : $"fewer of its units err than the stated bound (E = {LogSpace.Text(harmless.LogAbsolute)} of 20)";

    private static string Forecast(TimeSpan? until, bool hasBound) => until switch
    {
        null => $"with few errors, {(hasBound ? HigherBound : Bound)}.",
        { } time when time == TimeSpan.MaxValue =>
            $"at this traffic it never will be enough{(hasBound ? "" : ", since it is the same few units that err")}: {Remedy(hasBound)}.",
        { } time => $"if it does no harm, that takes about {StepForecast.Text(time)} more at this traffic.",
    };

    private static string Part(EpochTests test) => string.Create(CultureInfo.InvariantCulture, $"about {test.Reported:P0} of them");

    private static string Rule(SidesSources sources) => sources switch
    {
        { AreUnknown: true } => string.Create(
            CultureInfo.InvariantCulture,
            $"the source of {sources.Sourceless.OfAll:P0} of the units is not known, so that one source may count many times: "
            + $"put it into the context, and give instances that share evidence the same UnitSecret"),
        { IsOff: true } => string.Create(
            CultureInfo.InvariantCulture,
            $"one source has {sources.Strongest.OfAll:P0} of the units, so that each of its units counts, and it could abort this "
            + $"rollout or keep it from being aborted"),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"of each source one unit counts, and the strongest has {sources.Strongest.OfAll:P0} of the units"),
    };

    /// <summary>Calls of a unit, errors of a call and of a unit, on either side; and the sources.</summary>
    private static string Figures(string variant, SidesFigures figures)
    {
        if (!figures.AreKnown) return "How often units call and err is not known yet.";
        var (with, without) = (figures.Treatment, figures.Control);
        var text = figures.HasErrors
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"With '{variant}' a unit makes {with.CallsPerUnit:0.0} calls up to its first "
                + $"error, {with.ErrorsPerCall:P1} of calls err and {with.ErrorsPerUnit:P1} of units; without "
                + $"it {without.CallsPerUnit:0.0} calls, {without.ErrorsPerCall:P1} and {without.ErrorsPerUnit:P1}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"With '{variant}' a unit makes {with.CallsPerUnit:0.0} calls, without it {without.CallsPerUnit:0.0}");
        var less = figures.IsUsedLess ? "; it is used less, so that harm by call could hide behind that" : "";
        return figures.Sources is { } sources ? $"{text}{less}; {Rule(sources)}." : $"{text}{less}.";
    }
}
