using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Json;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Bodies;

/// <summary>What people write into the audit trail.</summary>
internal static class ChangeText
{
    private const int MaxLength = 2_000;

    /// <summary>Several times what a guard sends at the end of a day, whose counts take up to 1.4 MB.</summary>
    private const int MaxEvidence = 4 * 1024 * 1024;

    /// <summary>Earlier than that nobody has delivered anything: the clock was never set.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>The id of a change; one is made when it is left out.</summary>
    public static Guid Id(Guid? id)
    {
        if (id != Guid.Empty) return id ?? Guid.NewGuid();
        throw new ProblemException(Problem.Malformed(
            "'id' is the empty GUID, so the next change would be mistaken for this one. Make a GUID for each change, or leave it out."));
    }

    /// <summary>
    /// When a change was made. A clock that runs ahead must not make a change of tomorrow, and one that was never set none of
    /// long ago; what was delivered late keeps its time.
    /// </summary>
    public static DateTimeOffset At(DateTimeOffset? at, DateTimeOffset now) =>
        at is { } given && given < now && now - given <= Longest ? given.ToUniversalTime() : now;

    /// <summary>What decided, which is JSON on one line.</summary>
    public static string? Evidence(string? json)
    {
        if (json is null) return null;
        if (json.Length > MaxEvidence || json.Any(char.IsControl))
        {
            throw new ProblemException(Problem.Malformed(
                $"'evidence' is longer than {MaxEvidence} characters, or more than a line. Shorten it, or leave it out."));
        }

        return StrictJson.Parse(Encoding.UTF8.GetBytes(json), out var problem) is not null
            ? json
            : throw new ProblemException(Problem.Malformed($"'evidence' is not JSON. {problem} Correct it, or leave it out."));
    }

    /// <summary>Who made a change: the key's owner, or somebody whom he names.</summary>
    public static string Who(string? by, string key) => by is null ? key : ClaimedName.Write(Checked(by, "by"), key);

    /// <summary>The text; throws when it is empty, too long or more than a line.</summary>
    public static string Checked(string value, string name)
    {
        if (string.IsNullOrWhiteSpace(value)) throw new ProblemException(Problem.Malformed($"'{name}' is empty. Write it."));
        if (value.Length > MaxLength)
            throw new ProblemException(Problem.Malformed($"'{name}' is longer than {MaxLength} characters. Shorten it."));
        if (!value.Any(char.IsControl)) return value;
        throw new ProblemException(Problem.Malformed($"'{name}' has control characters, such as a line end. Leave them out."));
    }
}
