namespace Dataface.Flags.Guard;

/// <summary>Why a guard has killed a flag, or would have.</summary>
public enum GuardCause
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>There is evidence that the feature does harm, from the test that the bound α applies to.</summary>
    Harm,

    /// <summary>A signal of <c>abortOn</c>, of which one is enough.</summary>
    Signal,

    /// <summary>
    /// The objective burns on both sides, and <c>onSharedBurn</c> is <c>abort</c>. That says nothing about the feature, and does not count
    /// against α.
    /// </summary>
    SharedBurn,
}
