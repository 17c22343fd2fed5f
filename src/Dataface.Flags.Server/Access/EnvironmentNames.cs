using System.Buffers;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Access;

/// <summary>What an environment may be called.</summary>
internal static class EnvironmentNames
{
    private const int MaxLength = 64;

    /// <summary>A path of its own.</summary>
    private const string Reserved = "history";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name != Reserved && !name.AsSpan().ContainsAnyExcept(Allowed);

    public static void Check(string name)
    {
        if (IsValid(name)) return;
        throw new ProblemException(Problem.Malformed(
            "The environment's name is empty, too long, or has other characters than a-z, 0-9, '-', '_' and '.'. Write it as the documents do, such as 'production'."));
    }
}
