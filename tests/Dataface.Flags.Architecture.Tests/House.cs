namespace Dataface.Flags.Architecture.Tests;

/// <summary>
/// The order of a project's folders, or of the folders inside one folder. A type uses its own folder, its sub-folders and the floors below;
/// neighbours on a floor only where <see cref="Neighbour"/> names them. A folder's own files stand on the roof, unless "." is on a floor.
/// </summary>
internal sealed class House(string name)
{
    private readonly List<string[]> _floors = [];
    private readonly Dictionary<(string From, string To), string> _neighbours = [];
    private readonly Dictionary<string, House> _inside = [];
    private readonly Dictionary<string, string[]> _public = [];

    /// <summary>What the folder's own files are called in a list.</summary>
    public const string Own = ".";

    public string Name => name;

    public IReadOnlyList<string[]> Floors => _floors;

    public IReadOnlyDictionary<(string From, string To), string> Neighbours => _neighbours;

    public IReadOnlyDictionary<string, House> Rooms => _inside;

    /// <summary>Public types whose namespace is not their folder, because users should not need to know our folders.</summary>
    public IReadOnlyDictionary<string, string[]> Exceptions => _public;

    /// <summary>The next floor, above those that are named already.</summary>
    public House Floor(params string[] folders)
    {
        _floors.Add(folders);
        return this;
    }

    /// <summary>Allows one folder to use another one on its floor.</summary>
    public House Neighbour(string from, string to, string because)
    {
        _neighbours.Add((from, to), because);
        return this;
    }

    /// <summary>The floors inside a folder.</summary>
    public House Inside(string folder, Action<House> floors)
    {
        var inside = new House($"{name}/{folder}");
        floors(inside);
        _inside.Add(folder, inside);
        return this;
    }

    /// <summary>The public types of a folder (its path) that live in a namespace for users.</summary>
    public House Public(string folder, params string[] types)
    {
        _public.Add(folder, types);
        return this;
    }

    /// <summary>The number of the floor on which a folder stands; the folder's own files stand above all floors.</summary>
    public int Level(string folder)
    {
        var level = _floors.FindIndex(f => f.Contains(folder));
        return level >= 0 ? level : folder == Own ? int.MaxValue : 0;
    }

    /// <summary>Why a type in one folder must not use a type in the other, or null if it may. Folders are paths such as
    /// "Guard/Deciding".</summary>
    public string? Forbids(string from, string to, ISet<(string, string, string)> used)
    {
        var (a, restOfA) = Split(from);
        var (b, restOfB) = Split(to);
        if (a == b) return a == Own ? null : Room(a).Forbids(restOfA, restOfB, used);
        if (Level(b) < Level(a)) return null;
        if (Level(b) == Level(a) && _neighbours.ContainsKey((a, b)))
        {
            used.Add((name, a, b));
            return null;
        }

        var how = Level(a) == Level(b) ? "stands on the same floor as" : "stands below";
        return $"in {name}, {a} {how} {b}";
    }

    private House Room(string folder) => _inside.GetValueOrDefault(folder) ?? new House($"{name}/{folder}");

    private static (string First, string Below) Split(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return path.Length == 0 ? (Own, "") : slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    public override string ToString() => name;
}
