namespace Dataface.Flags.Cli.Options;

/// <summary>Files that commands read.</summary>
internal static class InputFile
{
    /// <summary>The path; throws when nothing is there, or a folder, which the system would only call denied.</summary>
    public static string Checked(string path)
    {
        if (Directory.Exists(path)) throw new IOException($"{path} is a folder. Name a file in it.");
        return File.Exists(path) ? path : throw new FileNotFoundException($"There is no file {Path.GetFullPath(path)}. Correct the path.");
    }
}
