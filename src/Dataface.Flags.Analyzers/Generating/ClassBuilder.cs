using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Values;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>Something to say about a document or the project.</summary>
internal sealed record Finding(DiagnosticDescriptor Rule, TextPlace Place, EquatableArray<string> Arguments)
{
    public static Finding Of(DiagnosticDescriptor rule, TextPlace place, params string[] arguments) =>
        new(rule, place, new([.. arguments]));

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place.ToLocation(), [.. Arguments]);
}

/// <summary>A class, and what is to be said about it.</summary>
internal sealed record BuiltClass(ClassModel Class, EquatableArray<Finding> Findings);

/// <summary>Makes a class of handles from documents, of which a later one replaces a flag of an earlier one whole.</summary>
internal sealed class ClassBuilder(ClassSetting setting, FlagFactories factories, IReadOnlyList<HandleSetting> settings)
{
    private readonly List<Finding> _findings = [];

    public BuiltClass Build(IEnumerable<DocumentModel> documents)
    {
        var flags = new Dictionary<string, PlacedFlag>(StringComparer.Ordinal);
        foreach (var flag in documents.SelectMany(d => d.Flags)) flags[flag.Flag.Key] = flag;
        var handles = flags.Values.OrderBy(f => f.Flag.Key, StringComparer.Ordinal)
            .Select(flag => (Flag: flag, Handle: Handle(flag)))
            .Where(made => made.Handle is not null)
            .ToList();
        var taken = handles.GroupBy(h => h.Handle!.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        var variants = handles.Where(h => h.Handle!.Variants.Count > 0)
            .GroupBy(h => h.Handle!.VariantsName, h => h.Flag, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var kept = handles.Where(made => IsAlone(made.Flag, made.Handle!, taken, variants)).Select(made => made.Handle!);
        return new(new(setting, new([.. kept])), new([.. _findings]));
    }

    private bool IsAlone(
        PlacedFlag flag, HandleModel handle, Dictionary<string, List<(PlacedFlag Flag, HandleModel? Handle)>> taken,
        Dictionary<string, PlacedFlag> variants)
    {
        var other = taken[handle.Name].Find(o => !ReferenceEquals(o.Flag, flag)).Flag;
        if (other is null && !variants.TryGetValue(handle.Name, out other)) return true;
        Say(flag.Key, $"'{handle.Key}' and '{other.Flag.Key}' would both be called {handle.Name}.{Rename(handle.Key)}");
        return false;
    }

    private HandleModel? Handle(PlacedFlag placed)
    {
        var flag = placed.Flag;
        var chosen = settings.FirstOrDefault(s => s.Key == flag.Key);
        var name = chosen?.Name is { Length: > 0 } written ? written : Identifiers.Of(flag.Key);
        if (!Identifiers.IsFree(name, setting.Name) || name == "Keys")
        {
            Say(placed.Key, $"'{flag.Key}' would be called {name}, which the class has already.{Rename(flag.Key)}");
            return null;
        }

        if (flag.Type == FlagType.Object) return ObjectHandle(placed, name, chosen);
        var type = chosen?.Type is { Length: > 0 } wanted ? wanted : factories.DefaultOf(flag);
        if (type is null || !FlagFactories.Fits(flag, type) || !factories.Makes(type))
        {
            var why = type is null ? "has numbers that no one type holds exactly" : $"cannot be {type}";
            _findings.Add(Finding.Of(Rules.BrokenSetting, placed.Key, $"The flag '{flag.Key}' {why}; its variants are {Shown(flag)}."));
            return null;
        }

        return Describe(flag, name, type, factories.Make(flag, type), type == "string" ? Constants(placed, name) : default);
    }

    private HandleModel? ObjectHandle(PlacedFlag placed, string name, HandleSetting? chosen)
    {
        if (chosen is not { Type.Length: > 0, TypeInfo.Length: > 0, Fallback.Length: > 0 })
        {
            _findings.Add(Finding.Of(Rules.NoType, placed.Key, placed.Flag.Key));
            return null;
        }

        return Describe(placed.Flag, name, "global::" + chosen.Type, factories.MakeObject(placed.Flag, chosen), default);
    }

    private static HandleModel Describe(FlagModel flag, string name, string type, string expression,
        EquatableArray<ConstantModel> variants) => new(
        name, flag.Key, type, expression,
        flag.Description.Trim().Length == 0 ? $"The flag {flag.Key}." : flag.Description,
        $"Flag {flag.Key} ({flag.Kind}) of {flag.Owner}; off from {Day.Write(flag.Expires)} on.", variants);

    private EquatableArray<ConstantModel> Constants(PlacedFlag placed, string handle)
    {
        var constants = new List<ConstantModel>();
        for (var i = 0; i < placed.Flag.Variants.Count; i++)
        {
            var variant = placed.Flag.Variants[i];
            var name = Identifiers.Of(variant.Name);
            var place = i < placed.Variants.Count ? placed.Variants[i] : placed.Key;
            if (!Identifiers.IsFree(name, handle + "Variants"))
            {
                Say(place, $"The variant '{variant.Name}' of '{placed.Flag.Key}' would be called {name}, which its class has already; it "
                    + $"has no constant.");
            }
            else if (constants.Find(c => c.Name == name) is { } other)
            {
                Say(place, $"The variants '{other.Variant}' and '{variant.Name}' of '{placed.Flag.Key}' would both be "
                    + $"called {name}; the second has no constant.");
            }
            else
            {
                constants.Add(new(name, variant.Name, FlagFactories.Literal(variant.Text)));
            }
        }

        return new([.. constants]);
    }

    private void Say(TextPlace place, string message) => _findings.Add(Finding.Of(Rules.NoName, place, message));

    private static string Rename(string key) =>
        $" Give it another name in the project: <FlagHandle Include=\"{key}\" Name=\"{Identifiers.Of(key)}Flag\" />.";

    private static string Shown(FlagModel flag) => ModelScope.Shown(string.Join(", ", flag.Variants.Select(v => v.Text)));
}
