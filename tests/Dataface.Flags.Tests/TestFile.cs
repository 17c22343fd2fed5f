namespace Dataface.Flags.Tests;

/// <summary>Files that are copied beside the test assembly.</summary>
internal static class TestFile
{
    public static string Path(params string[] parts) => System.IO.Path.Combine([TestContext.CurrentContext.TestDirectory, .. parts]);

    public static byte[] Bytes(params string[] parts) => File.ReadAllBytes(Path(parts));
}
