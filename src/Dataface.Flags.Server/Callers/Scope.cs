namespace Dataface.Flags.Server.Callers;

/// <summary>What a key may do.</summary>
[Flags]
internal enum Scope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Feeds, streams, the document, history.</summary>
    Read = 1,

    /// <summary>OFREP.</summary>
    Evaluate = 2,

    /// <summary>Kills, restores, ramps, guard evidence.</summary>
    Operate = 4,

    /// <summary>Documents, rollbacks, keys.</summary>
    Admin = 8,

    /// <summary>Events and results of experiments.</summary>
    Report = 16,

    /// <summary>Outcomes of guarded calls.</summary>
    Guard = 32,

    /// <summary>Signals of which one kills.</summary>
    Signal = 64,
}

/// <summary>The scopes' names.</summary>
internal static class ScopeNames
{
    private static readonly (Scope Scope, string Name)[] Names =
    [
        (Scope.Read, "read"), (Scope.Evaluate, "evaluate"), (Scope.Operate, "operate"), (Scope.Admin, "admin"), (Scope.Report, "report"),
        (Scope.Guard, "guard"), (Scope.Signal, "signal"),
    ];

    public static string All => string.Join(", ", Names.Select(n => n.Name));

    /// <summary>Everything.</summary>
    public static Scope Every => Names.Aggregate(Scope.None, (all, name) => all | name.Scope);

    /// <summary>
    /// What a key of these scopes may hand out: whoever operates feeds guards and kills, and so may make keys that do just a part of that.
    /// </summary>
    public static Scope HandedOutBy(Scope scopes) => scopes.HasFlag(Scope.Operate) ? scopes | Scope.Guard | Scope.Signal : scopes;

    public static string Of(Scope scope) => Names.First(n => n.Scope == scope).Name;

    public static IReadOnlyList<string> List(Scope scopes) => [.. Names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name)];

    /// <summary>The scopes of a list of names; null with the name that is none.</summary>
    public static Scope? Parse(IEnumerable<string> names, out string? unknown)
    {
        var scopes = Scope.None;
        unknown = null;
        foreach (var name in names)
        {
            var known = Array.Find(Names, n => n.Name == name);
            if (known.Name is null)
            {
                unknown = name;
                return null;
            }

            scopes |= known.Scope;
        }

        return scopes;
    }
}
