namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// The colours of drawings, in every notation; the dark ones for those that can follow the reader's preference. Text has a contrast of at
/// least 7 : 1 on each box (WCAG AAA), and the kind shows in border or words too.
/// </summary>
internal static class Palette
{
    /// <summary>What is drawn on and with, when the surroundings are light, and dark.</summary>
    public static readonly Ink Light = new("#ffffff", "#1b1f24", "#8c959f", "#cf222e");

    public static readonly Ink Dark = new("#0d1117", "#f0f6fc", "#8b949e", "#ff7b72");

    /// <summary>One for each <see cref="NodeKind"/>, in its order.</summary>
    public static readonly BoxLook[] Boxes =
    [
        new(NodeKind.Open, "open", new("#ffffff", "#57606a"), new("#161b22", "#8b949e")),
        new(NodeKind.Started, "started", new("#ddf4ff", "#0969da"), new("#0c2d4e", "#58a6ff")),
        new(NodeKind.Done, "done", new("#dafbe1", "#1a7f37"), new("#0f3520", "#3fb950")),
        new(NodeKind.Speculative, "speculative", new("#f6f8fa", "#8c959f"), new("#0d1117", "#8b949e")),
        new(NodeKind.Bet, "bet", new("#fff8c5", "#9a6700"), new("#3d2e00", "#d29922")),
    ];

    public static BoxLook Of(NodeKind kind) => Boxes[(int)kind];
}

/// <summary>How a kind of box looks.</summary>
/// <param name="Name">What legends and style sheets call it.</param>
internal sealed record BoxLook(NodeKind Kind, string Name, BoxColours Light, BoxColours Dark);

/// <summary>A box's two colours.</summary>
internal sealed record BoxColours(string Fill, string Border);

/// <summary>The colours of all that is no box.</summary>
internal sealed record Ink(string Page, string Text, string Arrow, string Critical);
