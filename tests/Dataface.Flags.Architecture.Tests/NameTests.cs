namespace Dataface.Flags.Architecture.Tests;

/// <summary>A name leads to one type: no search for it ends at two.</summary>
[TestFixture]
internal sealed class NameTests
{
    /// <summary>Names that exist more than once because somebody else asks for them.</summary>
    private static readonly string[] Exceptions = ["Program"];

    [Test]
    public void Names_OfTopLevelTypes_ExistOnce()
    {
        var twice = Projects()
            .SelectMany(project => Sources.Of(project).Types.Select(type => (type.Name, Place: $"{project}/{type.Folder}")))
            .Where(type => !Exceptions.Contains(type.Name))
            .GroupBy(type => type.Name, type => type.Place).Select(places => (Name: places.Key, Places: places.Distinct().ToList()))
            .Where(name => name.Places.Count > 1).Select(name => $"{name.Name} is in {string.Join(" and in ", name.Places)}");
        Assert.That(twice, Is.Empty, "Rename one of them, to say what tells it from the other.");
    }

    private static IEnumerable<string> Projects() =>
        Directory.EnumerateDirectories(Path.Combine(Sources.Root, "src")).Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal);
}
