using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers;

/// <summary>Every rule. Those below 100 look at code, the others at documents and at what the project says of them.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor UnknownFlag = Warning(
        "DFA0001", "No flag document defines the flag",
        "No flag document of the project defines '{0}', so that it is always off.{1}");

    public static readonly DiagnosticDescriptor WrongType = Warning(
        "DFA0002", "The flag is of another type",
        "The flag '{0}' has {1}, but is asked for {2}, so that the answer is always the fallback");

    public static readonly DiagnosticDescriptor ExpiresSoon = Warning(
        "DFA0003", "The flag expires soon",
        "The flag '{0}' of {1} expires on {2}, in {3} days: remove it, or renew it in the document");

    public static readonly DiagnosticDescriptor Expired = Warning(
        "DFA0004", "The flag has expired",
        "The flag '{0}' of {1} is off since {2}: remove it, and keep the code of its off variant");

    public static readonly DiagnosticDescriptor Decided = Warning(
        "DFA0005", "The flag's experiment is decided",
        "The experiment '{1}' is decided ({2}): remove the flag '{0}'{3}");

    public static readonly DiagnosticDescriptor NoUnit = Warning(
        "DFA0006", "The flag is evaluated without a user",
        "The flag '{0}' has a rollout, but is evaluated without '{1}', so that it is off outside of rules: give a context that has it");

    public static readonly DiagnosticDescriptor AskedTwice = Warning(
        "DFA0007", "The flag is evaluated twice without a pin",
        "The flag '{0}' is evaluated before, and may have changed in between: keep the first answer in a local, or take a snapshot with "
        + "Pin()");

    public static readonly DiagnosticDescriptor KeptTooLong = new(
        "DFA0008", "An answer is kept for longer than it holds",
        "{0} lives as long as the process, and keeps {1}: ask for it where it is needed, so that a change or a kill is seen",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Page("DFA0008"),
            customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NotPrivate = Warning(
        "DFA0009", "A personal attribute is not private",
        "The attribute '{0}' looks like personal data, and would appear in logs and explanations: write {1}");

    public static readonly DiagnosticDescriptor InAuthorization = Warning(
        "DFA0010", "A flag decides who may do what",
        "{0} decides who may do what; the flag '{1}' must not: ship such logic as reviewed code that is on for everybody");

    public static readonly DiagnosticDescriptor BrokenDocument = Error(
        "DFA0101", "The flag document is broken", "{0}");

    public static readonly DiagnosticDescriptor NoName = Warning(
        "DFA0102", "The name cannot become an identifier", "{0}");

    public static readonly DiagnosticDescriptor NoType = new(
        "DFA0103", "The flag has no handle, because nothing names its type",
        "The flag '{0}' has objects and no handle; name their type in the project: <FlagHandle Include=\"{0}\" Type=\"...\" "
        + "TypeInfo=\"...\" Fallback=\"...\" />",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Page("DFA0103"));

    public static readonly DiagnosticDescriptor BrokenSetting = Error(
        "DFA0104", "What the project says about its flags cannot be used", "{0}");

    private const string Category = "Dataface.Flags";

    /// <summary>Where the rule is explained.</summary>
    public static string Page(string id) => $"docs/analyzers/{id}.md";

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Page(id));

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Page(id));
}
