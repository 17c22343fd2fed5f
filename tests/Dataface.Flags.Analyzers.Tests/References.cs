using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Tests;

/// <summary>What test programs are compiled against: the running framework and the libraries beside the tests.</summary>
internal static class References
{
    private static readonly string[] Excluded = ["Dataface.Flags.Analyzers", "Dataface.Flags.Analyzers.Tests"];

    public static IReadOnlyList<MetadataReference> All { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Excluded.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path))];
}
