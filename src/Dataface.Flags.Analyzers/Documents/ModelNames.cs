namespace Dataface.Flags.Analyzers.Documents;

/// <summary>What may be a name in a flag document; the product's rule, to which the contract test holds it.</summary>
internal static class ModelNames
{
    public const int MaxLength = 128;

    public const string Rule = "Begin with an ASCII letter or digit and go on with letters, digits, '.', '_' or '-', at most 128 in all.";

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength && IsLetterOrDigit(name[0]) && name.All(c => IsLetterOrDigit(c) || c is '.' or '_' or '-');

    public static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
