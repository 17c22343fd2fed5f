namespace Dataface.Flags.Background;

/// <summary>A failure that knows which cause it has, so that two failures of one cause are told as one.</summary>
internal interface IOutageCause
{
    /// <summary>One of few names, the same for everything that has the same cause.</summary>
    string Cause { get; }
}
