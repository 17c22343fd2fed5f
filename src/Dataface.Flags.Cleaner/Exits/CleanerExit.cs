namespace Dataface.Flags.Cleaner.Exits;

/// <summary>What the process answers; docs/clean-up.md lists them.</summary>
internal static class CleanerExit
{
    /// <summary>Done, or nothing to do.</summary>
    public const int Ok = 0;

    /// <summary><c>--check</c>: there is something to clean.</summary>
    public const int Found = 1;

    /// <summary>The solution does not open or build, or a file cannot be read or written. Nothing was changed.</summary>
    public const int Failed = 2;

    /// <summary>Something cannot be proved, and is told with its file and line. Nothing was changed.</summary>
    public const int Refused = 13;

    /// <summary>The command line is wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>It was interrupted, as by Ctrl+C. Nothing was changed.</summary>
    public const int Interrupted = 130;
}
