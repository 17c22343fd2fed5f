using Dataface.Flags.Documents;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Callers;

/// <summary>What an environment may be called.</summary>
internal static class EnvironmentNames
{
    private const int MaxLength = 64;

    /// <summary>A path of its own.</summary>
    private const string Reserved = "history";

    /// <summary>What to write instead.</summary>
    public const string Remedy =
        "Begin with a letter or digit and write 1 to 64 characters of a-z, 0-9, '-', '_' and '.', as the documents do, such as "
        + "'production'; 'history' is taken.";

    public static bool IsValid(string name) => name.Length <= MaxLength && name != Reserved && Names.IsEnvironment(name);

    public static void Check(string name)
    {
        if (IsValid(name)) return;
        throw new ProblemException(Problem.Malformed($"This is not a valid environment name. {Remedy}"));
    }
}
