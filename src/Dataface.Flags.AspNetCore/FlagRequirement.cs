namespace Dataface.Flags.AspNetCore;

/// <summary>How many of several flags must be on.</summary>
public enum FlagRequirement
{
    /// <summary>Each of them.</summary>
    All,

    /// <summary>One of them is enough.</summary>
    Any,
}
