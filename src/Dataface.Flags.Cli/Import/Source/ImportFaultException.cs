namespace Dataface.Flags.Cli.Import.Source;

/// <summary>Something in the file that cannot be read as what its place asks for.</summary>
/// <param name="path">Where, as a JSON path.</param>
/// <param name="message">What is wrong, and why.</param>
/// <param name="remedy">What to write instead.</param>
internal sealed class ImportFaultException(string path, string message, string remedy) : Exception($"{path}: {message} {remedy}")
{
    public string Path => path;

    public string Reason => $"{message} {remedy}";
}
