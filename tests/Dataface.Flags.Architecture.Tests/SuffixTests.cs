using System.Reflection;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>The glossary of docs/architecture.md, held to: what carries a suffix has the shape that the suffix promises.</summary>
[TestFixture]
internal sealed class SuffixTests
{
    private const BindingFlags Own =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    private static readonly Suffix[] Glossary =
    [
        new("Reader", "makes values of what somebody has written or sent",
            t => Does(t, "Read", "Try", "Parse", "Next") && !Does(t, "Write")),
        new("Writer", "makes text or bytes of values", t => Does(t, "Write", "Append", "Add") && !Does(t, "Read", "TryRead", "Parse")),
        new("Codec", "is both of one format", t => Does(t, "Write", "Encode") && Does(t, "Read", "TryRead", "Parse", "Decode")),
        new("Store", "keeps what survives, behind a port", t => t.IsInterface || t.GetInterfaces().Any(i => IsNamed(i, "Store"))),
        new("Service", "carries out what a feature's endpoints are asked for", t => t.IsSealed && HasNeighbour(t, "Endpoints")),
        new("Endpoints", "maps the routes of a feature", t => IsStatic(t) && Does(t, "Map")),
        new("Endpoint", "is a route", _ => false),
        new("Page", "makes the HTML of one page", t => t.IsInterface || t.GetInterfaces().Any(i => IsNamed(i, "Page")) || MakesHtml(t)),
        new("View", "is a thing as it stands at a moment, put together for whoever looks", IsRecordThatCannotChange),
    ];

    /// <summary>What breaks the glossary, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = [];

    private static readonly string[] Never = ["Manager", "Helper", "Util", "Utils", "Utility", "Base", "Impl", "Desk"];

    private static IReadOnlyList<Type> Types { get; } =
    [
        .. Houses.All.SelectMany(house => Sources.Of(house.Name).Types.Select(type => Find(house, type))).OfType<Type>()
            .Where(type => !type.IsAssignableTo(typeof(Delegate))),
    ];

    [TestCaseSource(nameof(Glossary))]
    public void Types_WithTheSuffix_AreWhatItSays(Suffix suffix)
    {
        var others = Types.Where(t => IsNamed(t, suffix.Ending) && !Exceptions.ContainsKey(NameOf(t)) && !suffix.Fits(t));
        Assert.That(others.Select(t => $"{t.FullName}: a {suffix.Ending} {suffix.Meaning}"), Is.Empty, "Rename it, for what it does.");
    }

    [Test]
    public void Types_WithASuffixThatSaysNothing_DoNotExist() =>
        Assert.That(Types.Where(t => Never.Any(n => IsNamed(t, n))).Select(t => t.FullName), Is.Empty);

    [Test]
    public void Exceptions_AreNeeded() =>
        Assert.That(
            Types.Where(t => Exceptions.ContainsKey(NameOf(t)) && Glossary.All(s => !IsNamed(t, s.Ending) || s.Fits(t))).Select(NameOf),
            Is.Empty);

    private static Type? Find(House house, Sources.Declared type)
    {
        var assembly = Assembly.Load(Houses.AssemblyOf(house));
        return Enumerable.Range(0, 4).Select(n => assembly.GetType($"{type.Namespace}.{type.Name}{(n == 0 ? "" : $"`{n}")}"))
            .FirstOrDefault(found => found is not null);
    }

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    /// <summary>Whether it, or what it derives from, has a method whose name begins so.</summary>
    private static bool Does(Type? type, params string[] verbs) => type is not null && type != typeof(object)
        && (type.GetMethods(Own).Any(m => verbs.Any(v => m.Name.StartsWith(v, StringComparison.Ordinal))) || Does(type.BaseType, verbs));

    private static bool HasNeighbour(Type type, string suffix) =>
        Types.Any(t => t.Namespace == type.Namespace && IsNamed(t, suffix));

    private static bool IsNamed(Type type, string ending) => NameOf(type).EndsWith(ending, StringComparison.Ordinal);

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static bool MakesHtml(Type type) => type.GetMethods(Own).Any(m => m.ReturnType.Name == "Html");

    /// <summary>A record, of a class or of a structure, whose properties are set when it is made and never again.</summary>
    private static bool IsRecordThatCannotChange(Type type) =>
        type.GetMethod("PrintMembers", Own) is not null && !type.GetProperties(Own).Any(IsSettable);

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    /// <summary>An ending of names and what it says.</summary>
    internal sealed record Suffix(string Ending, string Meaning, Func<Type, bool> Fits)
    {
        public override string ToString() => Ending;
    }
}
