using Dataface.Flags.Documents;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Access;

/// <summary>What an environment may be called.</summary>
internal static class EnvironmentNames
{
    private const int MaxLength = 64;

    /// <summary>A path of its own.</summary>
    private const string Reserved = "history";

    public static bool IsValid(string name) => name.Length <= MaxLength && name != Reserved && Names.IsEnvironment(name);

    public static void Check(string name)
    {
        if (IsValid(name)) return;
        throw new ProblemException(Problem.Malformed(
            "The environment's name is empty, longer than 64 characters, does not begin with a letter or digit, or has other characters than a-z, 0-9, '-', '_' and '.'. Write it as the documents do, such as 'production'."));
    }
}
