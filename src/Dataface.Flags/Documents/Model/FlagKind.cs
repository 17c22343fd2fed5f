namespace Dataface.Flags.Documents;

/// <summary>What a flag is used for. There is no kind <c>security</c>: authentication and session logic is never behind a flag.</summary>
public enum FlagKind
{
    /// <summary>Ships code dark and rolls it out. The default.</summary>
    Release,

    /// <summary>Compares variants for a decision; shorter life.</summary>
    Experiment,

    /// <summary>Wording and presentation.</summary>
    Copy,

    /// <summary>Prices and plans; needs an approval and a named segment as its cohort.</summary>
    Pricing,

    /// <summary>An operational lever, such as load shedding.</summary>
    Operations,
}
