using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>The page of all options, made of the assemblies and their XML docs.</summary>
internal static class OptionsPage
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private const string Introduction = """
        # Options

        Every option in code, and every setting of the server. `.ci/options-page` writes this page from the XML docs, so your
        editor says the same. How to use them: [providers](providers.md), [following a server](http.md),
        [ASP.NET Core](aspnetcore.md), [the guard](guard.md), [exposures](exposures.md), [the server](server.md#settings).


        """;

    /// <summary>Whatever is public and called options, the policy of documents, and the settings of the server.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. Public.Where(type => type.IsClass && !type.IsAbstract && type.Name.EndsWith("Options", StringComparison.Ordinal))
            .OrderBy(type => type != typeof(FlagClientOptions)).ThenBy(type => type.Name, StringComparer.Ordinal),
        typeof(Documents.DocumentPolicy),
        Settings,
        .. Settings.GetNestedTypes(BindingFlags.NonPublic).OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    private static Type Settings =>
        Assembly.Load("Dataface.Flags.Server").GetType("Dataface.Flags.Server.Settings.ServerSettings", throwOnError: true)!;

    private static IEnumerable<Type> Public =>
        Houses.All.Select(Houses.AssemblyOf).Distinct().SelectMany(name => Assembly.Load(name).GetExportedTypes());

    /// <summary>Its properties, its methods, and what other packages add, one overload of each.</summary>
    public static IEnumerable<MemberInfo> Options(Type type)
    {
        var properties = type.GetProperties(Declared).Where(p => p.Name != "EqualityContract").OrderBy(p => p.Name, StringComparer.Ordinal);
        var methods = type.GetMethods(Declared).Where(m => !m.IsSpecialName && m.GetBaseDefinition() == m && m.ReturnType == type);
        var extensions = Public.Where(t => t.IsDefined(typeof(ExtensionAttribute)))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.IsDefined(typeof(ExtensionAttribute)) && m.GetParameters()[0].ParameterType == type);
        return [.. properties, .. methods.Concat(extensions).Where(m => !m.Name.Contains('<')).DistinctBy(m => m.Name)
            .OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    public static string Render()
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        foreach (var type in Types)
        {
            page.Append($"## {Heading(type)}\n\n{XmlDocs.Of(type)}\n\n| Option | Type | |\n|---|---|---|\n");
            foreach (var option in Options(type)) page.Append($"| `{NameOf(option)}` | {KindOf(option)} | {XmlDocs.Of(option)} |\n");
            page.Append('\n');
        }

        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Heading(Type type) => type.DeclaringType is null ? type.Name : $"{type.DeclaringType.Name}.{type.Name}";

    private static string NameOf(MemberInfo option) => option is not MethodInfo method
        ? option.Name
        : $"{method.Name}({string.Join(", ", Parameters(method))})";

    private static IEnumerable<string?> Parameters(MethodInfo method) =>
        method.GetParameters().Skip(method.IsStatic ? 1 : 0).Select(parameter => parameter.Name);

    private static string KindOf(MemberInfo option) => option is PropertyInfo property ? $"`{TypeNames.Of(property.PropertyType)}`" :
        "method";
}
