namespace Dataface.Flags.Cleaner.Exits;

/// <summary>Why nothing can be cleaned, for the user.</summary>
internal sealed class CleanerException(int code, string message) : Exception(message)
{
    public int Code => code;
}
