using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Server.Folders;

/// <summary>A folder of documents that the server was told of: what is in it may change, or go, at any time.</summary>
internal static class DocumentFolder
{
    /// <summary>Those of its documents that can be read, and why the others, or all, cannot.</summary>
    public static (IReadOnlyList<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> Documents, IReadOnlyList<string> Problems) Read(
        string folder)
    {
        var (documents, problems) = (new List<(string, ReadOnlyMemory<byte>)>(), new List<string>());
        foreach (var file in Try(() => YamlFiles.Find([Path.GetFullPath(folder)]), problems) ?? [])
        {
            if (Try(() => File.ReadAllBytes(file), problems) is { } bytes) documents.Add((file, bytes));
        }

        return (documents, problems);
    }

    private static T? Try<T>(Func<T> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(error.Message);
            return null;
        }
    }
}
