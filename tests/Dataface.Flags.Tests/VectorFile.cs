namespace Dataface.Flags.Tests;

/// <summary>Tab-separated vectors copied beside the test assembly; lines that start with # are comments.</summary>
internal static class VectorFile
{
    public static IEnumerable<string[]> Read(string name) =>
        File.ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "vectors", name))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'));
}
