using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Server.Board;

/// <summary>A folder of documents that the server was told of: what is in it may change, or go, at any time.</summary>
internal static class DocumentFolder
{
    /// <summary>Its documents; none, and why, when they cannot be read.</summary>
    public static (IReadOnlyList<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> Documents, IReadOnlyList<string> Problems) Read(string folder)
    {
        try
        {
            return ([.. YamlFiles.Read([Path.GetFullPath(folder)])], []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ([], [error.Message]);
        }
    }
}
