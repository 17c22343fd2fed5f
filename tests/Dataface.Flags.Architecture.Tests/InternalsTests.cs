using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>
/// Which of our packages and programs work inside which other ones. A package that does is packed to ask for just the version that
/// it was built with (.ci/dependencies.txt); the programs carry what they use.
/// </summary>
[TestFixture]
internal sealed class InternalsTests
{
    private static readonly Dictionary<string, string[]> Inside = new()
    {
        ["Dataface.Flags"] =
        [
            "Dataface.Flags.Experiments", "Dataface.Flags.Postgres", "Dataface.Flags.Server", "Dataface.Flags.Sqlite",
            "Dataface.Flags.Testing", "dataface-flags",
        ],
        ["Dataface.Flags.Analyzers"] = ["Dataface.Flags.Cleaning", "dataface-flags-clean"],
        ["Dataface.Flags.AspNetCore"] = [],
        ["Dataface.Flags.Experiments"] = ["Dataface.Flags.Experiments.Postgres", "Dataface.Flags.Server", "Dataface.Flags.Sqlite",
            "dataface-flags"],
        ["Dataface.Flags.Experiments.Postgres"] = ["Dataface.Flags.Server"],
        ["Dataface.Flags.Postgres"] = ["Dataface.Flags.Experiments.Postgres", "Dataface.Flags.Server"],
        ["Dataface.Flags.Testing"] = [],
        ["Dataface.Flags.Testing.NUnit"] = [],
    };

    public static IEnumerable<string> Packages => Inside.Keys;

    [TestCaseSource(nameof(Packages))]
    public void InternalsVisibleTo_OtherCode_IsListed(string package) =>
        Assert.That(Friends(package).Where(f => !IsOfTests(f)).Order(StringComparer.Ordinal), Is.EqualTo(Inside[package]));

    [TestCaseSource(nameof(Packages))]
    public void InternalsVisibleTo_OtherCode_UsesThem(string package)
    {
        var idle = Inside[package].Where(friend => !Uses(friend, package));
        Assert.That(idle, Is.Empty, $"They may see the internals of {package}, and use none.");
    }

    [TestCaseSource(nameof(Packages))]
    public void UsesInternals_InsideAnotherPackage_AsksForJustThatVersion(string package)
    {
        var project = File.ReadAllText(Path.Combine(Sources.Root, "src", package, $"{package}.csproj"));
        Assert.That(
            project.Contains("<UsesInternals>true</UsesInternals>", StringComparison.Ordinal),
                Is.EqualTo(Inside.Values.Any(f => f.Contains(package))));
    }

    private static bool IsOfTests(string friend) =>
        new[] { "tests", "benchmarks" }.Any(folder => File.Exists(Path.Combine(Sources.Root, folder, friend, $"{friend}.csproj")));

    private static IEnumerable<string> Friends(string package) =>
        Assembly.Load(package).GetCustomAttributes<InternalsVisibleToAttribute>().Select(a => a.AssemblyName);

    /// <summary>Whether code names a type of a package that is not public. By metadata, which is read in milliseconds.</summary>
    private static bool Uses(string friend, string package)
    {
        using var user = new PEReader(File.OpenRead(Assembly.Load(friend).Location));
        var metadata = user.GetMetadataReader();
        var types = Assembly.Load(package);
        return metadata.TypeReferences.Select(metadata.GetTypeReference)
            .Where(t => t.ResolutionScope.Kind == HandleKind.AssemblyReference)
            .Any(t => types.GetType($"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}") is { IsPublic: false });
    }
}
