using Dataface.Flags.Server.Board.Frame;

namespace Dataface.Flags.Server.Board.Definitions;

/// <summary>A form that asks for an earlier document. Immutable.</summary>
/// <param name="Number">The document's number.</param>
/// <param name="Id">The change, so that a form that is sent twice is one.</param>
/// <param name="Reason">What was written already.</param>
internal sealed record RollbackForm(int Number, Guid Id, string Reason)
{
    /// <summary>The form as it was sent.</summary>
    public static RollbackForm Of(IFormCollection form, int number) => new(
        number, Guid.TryParse(form["id"], out var id) ? id : Guid.NewGuid(), FormText.Line(form, "reason"));
}
