using Dataface.Flags.Documents;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Serving;

/// <summary>Logs what is wrong with documents and what changed in them.</summary>
internal static class DocumentLog
{
    private const int MaxListed = 20;

    /// <summary>Logs the problems, and gives the reason of a refusal, or null when there is no error.</summary>
    public static string? Problems(ILogger logger, string provider, IReadOnlyList<DocumentProblem> problems)
    {
        var errors = problems.Where(p => p.Severity == ProblemSeverity.Error).ToList();
        foreach (var problem in problems.Take(MaxListed))
        {
            if (problem.Severity == ProblemSeverity.Error) ClientLog.DocumentError(logger, problem.ToString());
            else ClientLog.DocumentWarning(logger, problem.ToString());
        }

        if (errors.Count == 0) return null;
        ClientLog.DocumentRefused(logger, provider, errors.Count);
        return errors.Count == 1 ? errors[0].ToString() : $"{errors[0]} (and {errors.Count - 1} more)";
    }

    public static void Changes(ILogger logger, FlagDocument before, FlagDocument after)
    {
        if (!logger.IsEnabled(LogLevel.Information)) return;
        var (added, changed, removed) = DefinitionDiff.Between(before, after);
        if (added.Count + removed.Count + changed.Count == 0) return;
        string[] keys = [.. added.Select(k => "+" + k), .. changed.Select(k => "~" + k), .. removed.Select(k => "-" + k)];
        var listed = string.Join(", ", keys.Take(MaxListed)) + (keys.Length > MaxListed ? ", ..." : "");
        ClientLog.DefinitionsChanged(logger, added.Count, changed.Count, removed.Count, listed);
    }
}
