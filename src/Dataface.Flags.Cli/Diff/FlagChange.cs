namespace Dataface.Flags.Cli.Diff;

/// <summary>How a flag's definition differs between two documents.</summary>
internal enum FlagChange
{
    /// <summary>Not at all; what it refers to may.</summary>
    None,

    /// <summary>Only the new document has it.</summary>
    Added,

    /// <summary>Only the old document has it.</summary>
    Removed,

    /// <summary>In more than its description.</summary>
    Changed,

    /// <summary>In nothing but its description.</summary>
    Description,
}
