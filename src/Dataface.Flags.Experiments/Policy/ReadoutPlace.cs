namespace Dataface.Flags.Experiments.Policy;

/// <summary>Where a readout can be read: an address, or a file.</summary>
internal static class ReadoutPlace
{
    /// <summary>Whether it is an address, which nobody here asks.</summary>
    public static bool IsAddress(string readout) => Uri.TryCreate(readout, UriKind.Absolute, out var address) && !address.IsFile;
}
