namespace Dataface.Flags.State;

/// <summary>A failure of a store that knows whether the store has refused for good, so that the same change never arrives.</summary>
internal interface IFinalRefusal
{
    /// <summary>Whether trying again is in vain.</summary>
    bool IsFinal { get; }
}
