using ArchUnitNET.Loader;

namespace Dataface.Flags.Architecture.Tests;

[TestFixtureSource(typeof(Houses), nameof(Houses.All))]
internal sealed class FloorTests(House house)
{
    private Sources _sources = null!;

    [OneTimeSetUp]
    public void ReadSources() => _sources = Sources.Of(house.Name);

    [Test]
    public void Types_UseOnlyTheFloorsBelow()
    {
        var architecture = new ArchLoader().LoadAssembly(System.Reflection.Assembly.Load(Houses.AssemblyOf(house))).Build();
        var used = new HashSet<(string, string, string)>();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var dependency in architecture.Types.SelectMany(t => t.Dependencies))
        {
            if (_sources.FolderOf(dependency.Origin.FullName) is not { } from
                || _sources.FolderOf(dependency.Target.FullName) is not { } to) continue;
            if (house.Forbids(from, to, used)
                is { } why) found.Add($"{dependency.Origin.FullName} uses {dependency.Target.FullName}: {why}");
        }

        Assert.Multiple(() =>
        {
            Assert.That(found, Is.Empty, $"{found.Count} uses go upwards or sideways:\n{string.Join('\n', found)}");
            Assert.That(Unused(house, used), Is.Empty, "Neighbours that are named, but not needed.");
        });
    }

    [Test]
    public void Folders_AreOnTheListOnce()
    {
        var problems = new List<string>();
        Compare(house, "", problems);
        Assert.That(problems, Is.Empty);
    }

    /// <summary>But for those that stand in for what netstandard2.0 lacks.</summary>
    [Test]
    public void InternalTypes_HaveTheNamespaceOfTheirFolder() =>
        Assert.That(
            _sources.Types.Where(t => !t.IsPublic && t.Namespace != NamespaceOf(t.Folder)
                && !t.Namespace.StartsWith("System", StringComparison.Ordinal)).Select(t => $"{t.Folder}/{t.Name}"),
            Is.Empty);

    [Test]
    public void PublicTypes_InANamespaceForUsers_AreListed() =>
        Assert.That(
            house.Exceptions.SelectMany(f => f.Value.Select(t => $"{f.Key}/{t}")).Order(StringComparer.Ordinal),
            Is.EqualTo(_sources.Types.Where(t => t.IsPublic && t.Namespace != NamespaceOf(t.Folder)).Select(t =>
                $"{t.Folder}/{t.Name}").Order(StringComparer.Ordinal)));

    private string NamespaceOf(string folder) => folder.Length == 0 ? house.Name : $"{house.Name}.{folder.Replace('/', '.')}";

    private static IEnumerable<string> Unused(House house, HashSet<(string, string, string)> used) =>
        house.Neighbours.Keys.Where(n => !used.Contains((house.Name, n.From, n.To))).Select(n => $"{house.Name}: {n.From} -> {n.To}")
            .Concat(house.Rooms.Values.SelectMany(r => Unused(r, used)));

    private void Compare(House rooms, string path, List<string> problems)
    {
        var real = _sources.Types.Select(t => t.Folder).Where(f => path.Length == 0
            ? f.Length > 0 : f.StartsWith(path + "/", StringComparison.Ordinal))
            .Select(f => f[(path.Length == 0 ? 0 : path.Length + 1)..].Split('/')[0]).Distinct().ToList();
        var listed = rooms.Floors.SelectMany(f => f).Where(f => f != House.Own).ToList();
        if (listed.Count > 0)
        {
            problems.AddRange(real.Except(listed).Select(f => $"{rooms.Name}/{f} is on no floor."));
            problems.AddRange(listed.Except(real).Select(f => $"{rooms.Name}/{f} is on a floor, but does not exist."));
            problems.AddRange(listed.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => $"{rooms.Name}/{g.Key} is on two floors."));
        }

        problems.AddRange(rooms.Rooms.Keys.Except(real).Select(f => $"{rooms.Name}/{f} has rooms, but does not exist."));
        problems.AddRange(rooms.Neighbours.Keys.Where(n => rooms.Neighbours.ContainsKey((n.To, n.From))).Select(n =>
            $"{n.From} and {n.To} use each other."));
        foreach (var (folder, inside) in rooms.Rooms) Compare(inside, path.Length == 0 ? folder : $"{path}/{folder}", problems);
    }
}
