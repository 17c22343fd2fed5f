namespace Dataface.Flags.State;

/// <summary>A report was not taken.</summary>
/// <param name="message">Why.</param>
/// <param name="cause">What was answered.</param>
/// <param name="isForgotten">Whether the instance is not known any more, and has to begin anew.</param>
internal sealed class InstanceRefusedException(string message, Exception cause, bool isForgotten) : Exception(message, cause)
{
    public bool IsForgotten => isForgotten;
}
