using Dataface.Flags.Server.Board.Frame;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>A form that asks for a change of a flag. Immutable.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Environment">Where.</param>
/// <param name="Key">To which flag.</param>
/// <param name="Rule">The rule whose ramp is meant; null for the environment's own, and where the flag is meant.</param>
/// <param name="Id">The change, so that a form that is sent twice is one.</param>
/// <param name="Reason">What was written already.</param>
internal sealed record FlagChangeForm(FlagAction Action, string Environment, string Key, string? Rule, Guid Id, string Reason)
{
    /// <summary>What its button says.</summary>
    public string Button => Action.IsOfRamp
        ? $"{Action.Verb} the ramp of {Key} in {Environment}{(Rule is null ? "" : $", rule {Rule}")}"
        : $"{Action.Verb} {Key} in {Environment}";

    /// <summary>The form as it was sent.</summary>
    public static FlagChangeForm Of(IFormCollection form, FlagAction action, string environment, string key) => new(
        action, environment, key, action.IsOfRamp ? FormText.LineOrNull(form, "rule") : null,
        Guid.TryParse(form["id"], out var id) ? id : Guid.NewGuid(), FormText.Line(form, "reason"));
}
