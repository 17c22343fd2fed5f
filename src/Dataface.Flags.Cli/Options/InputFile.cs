namespace Dataface.Flags.Cli.Options;

/// <summary>Files that commands read.</summary>
internal static class InputFile
{
    /// <summary>The path; throws when it is a folder's, which the system would only call denied.</summary>
    public static string Checked(string path) =>
        Directory.Exists(path) ? throw new IOException($"{path} is a folder. Name a file in it.") : path;
}
