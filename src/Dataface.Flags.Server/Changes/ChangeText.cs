using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Changes;

/// <summary>What people write into the audit trail.</summary>
internal static class ChangeText
{
    private const int MaxLength = 2_000;

    /// <summary>The text; throws when it is empty, too long or more than a line.</summary>
    public static string Checked(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value)) throw new ProblemException(Problem.Malformed($"'{name}' is empty. Write it."));
        if (value.Length > MaxLength) throw new ProblemException(Problem.Malformed($"'{name}' is longer than {MaxLength} characters. Shorten it."));
        if (!value.Any(char.IsControl)) return value;
        throw new ProblemException(Problem.Malformed($"'{name}' has control characters, such as a line end. Leave them out."));
    }
}
