namespace Dataface.Flags.Analyzers.Documents;

/// <summary>What may be a name in a flag document; the product's rule, to which the contract test holds it.</summary>
internal static class ModelNames
{
    public const int MaxLength = 128;

    public const string Rule = "Use up to 128 letters (a-z, A-Z), digits, '.', '_' and '-'; start with a letter or digit.";

    public static bool IsName(string name) =>
        name.Length is > 0 and <= MaxLength && IsLetterOrDigit(name[0]) && name.All(c => IsLetterOrDigit(c) || c is '.' or '_' or '-');

    public static bool IsLetterOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9');
}
