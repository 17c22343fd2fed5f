using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>What an operator can do to a flag here.</summary>
/// <param name="Name">As its address has it.</param>
/// <param name="Action">As the audit trail has it.</param>
/// <param name="Verb">As the button has it.</param>
/// <param name="Button">How the button looks.</param>
/// <param name="Effect">What it comes to.</param>
/// <param name="Done">What is so afterwards.</param>
internal sealed record FlagAction(string Name, StateAction Action, string Verb, string Button, string Effect, string Done)
{
    public static IReadOnlyList<FlagAction> All => [Kill, Restore, Pause, Resume];

    /// <summary>Whether it is about one of the flag's ramps, and not about the flag.</summary>
    public bool IsOfRamp => Action is StateAction.Pause or StateAction.Resume;

    public static FlagAction Kill { get; } = new(
        "kill", StateAction.Kill, "Kill", "danger",
        "A kill switches the flag off for everybody in this environment, at once, until it is restored.", "The flag is killed");

    public static FlagAction Restore { get; } = new(
        "restore", StateAction.Restore, "Restore", "plain",
        "A restore ends the kill. The flag's rollouts restart at their first step.", "The kill has ended");

    public static FlagAction Pause { get; } = new(
        "pause", StateAction.Pause, "Pause", "plain",
        "The ramp stays at its step until it is resumed. Nobody who has the feature loses it; the guard keeps watching.",
        "The ramp is paused");

    public static FlagAction Resume { get; } = new(
        "resume", StateAction.Resume, "Resume", "plain",
        "The ramp continues from its current step, as its document and its guard say.", "The ramp continues");
}
