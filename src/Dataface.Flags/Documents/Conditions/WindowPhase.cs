namespace Dataface.Flags.Documents.Conditions;

/// <summary>Where a time window stands.</summary>
internal enum WindowPhase : byte
{
    /// <summary>It is still to open.</summary>
    Ahead,

    Open,

    /// <summary>It has ended.</summary>
    Over,
}
