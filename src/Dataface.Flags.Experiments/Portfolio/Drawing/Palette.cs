namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// The colours of boxes, in every notation. Text on each is dark, with a contrast above 7 : 1; the kind shows in border or words too.
/// </summary>
internal static class Palette
{
    public const string Text = "#1b1f24";

    public static readonly (NodeKind Kind, string Name, string Fill, string Border)[] Kinds =
    [
        (NodeKind.Open, "open", "#ffffff", "#57606a"), (NodeKind.Started, "started", "#ddf4ff", "#0969da"),
        (NodeKind.Done, "done", "#dafbe1", "#1a7f37"),
        (NodeKind.Speculative, "speculative", "#f6f8fa", "#8c959f"), (NodeKind.Bet, "bet", "#fff8c5", "#9a6700"),
    ];

    public static (NodeKind Kind, string Name, string Fill, string Border) Of(NodeKind kind) => Kinds[(int)kind];
}
