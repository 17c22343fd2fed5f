namespace Dataface.Flags.Experiments.Policy;

/// <summary>Where a readout can be read: an address, or a file.</summary>
internal static class ReadoutPlace
{
    /// <summary>Whether it is an address of the web, which nobody here asks.</summary>
    public static bool IsAddress(string readout) => Uri.TryCreate(readout, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.Host.Length > 0;
}
