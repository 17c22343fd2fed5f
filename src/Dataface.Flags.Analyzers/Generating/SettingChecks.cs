using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Values;
using Dataface.Flags.Documents;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>Looks at what the project says about handles before it becomes code.</summary>
internal static class SettingChecks
{
    private static readonly HashSet<string> Simple = new(StringComparer.Ordinal) { "bool", "string", "long", "int", "double", "decimal" };

    /// <summary>The settings that can be used; says what is wrong with the others.</summary>
    /// <param name="settings">All settings.</param>
    /// <param name="keys">The keys that the documents define; null when one of them is broken, so that nobody knows.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static IReadOnlyList<HandleSetting> Check(EquatableArray<HandleSetting> settings, IReadOnlyCollection<string>? keys,
        List<Finding> findings)
    {
        var sound = new List<HandleSetting>();
        foreach (var setting in settings)
        {
            if (ProblemOf(setting, keys, sound) is not { } problem) sound.Add(setting);
            else findings.Add(Finding.Of(Rules.BrokenSetting, default,
                $"The item <FlagHandle Include=\"{ModelScope.Shown(setting.Key)}\" /> cannot be used: {problem}"));
        }

        return sound;
    }

    private static string? ProblemOf(HandleSetting setting, IReadOnlyCollection<string>? keys, List<HandleSetting> before)
    {
        if (before.Exists(s => s.Key == setting.Key)) return "it is given twice. Keep one of the two.";
        if (keys?.Contains(setting.Key) == false)
        {
            var near = Spelling.Nearest(setting.Key, keys);
            return $"no document defines the flag.{(near is null ? "" : $" Did you mean '{near}'?")}";
        }

        if (setting.Name.Length > 0 && !Identifiers.IsIdentifier(setting.Name)) return $"the name '{setting.Name}' is not an identifier.";
        if (setting.Type.Length > 0 && !Simple.Contains(setting.Type) && !IsType(setting.Type))
        {
            return $"'{setting.Type}' is not a valid type. Write a full name, such as Shop.Limits, or one of {string.Join(", ", Simple)}.";
        }

        if (setting.TypeInfo.Length > 0 && !Identifiers.IsDotted(setting.TypeInfo))
        {
            return $"TypeInfo '{setting.TypeInfo}' names no static member. Write one, such as Shop.ShopJson.Default.Limits.";
        }

        return setting.Fallback.Length > 0 && !Identifiers.IsDotted(setting.Fallback)
            ? $"Fallback '{setting.Fallback}' names no static member. Write one, such as Shop.Limits.Default."
            : null;
    }

    /// <summary>Whether a text is one name of a type, and nothing behind it.</summary>
    private static bool IsType(string text) =>
        SyntaxFactory.ParseTypeName(text) is NameSyntax { ContainsDiagnostics: false, ContainsDirectives: false } name
        && name.ToString() == text && !name.DescendantTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia));
}
