using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Output;

/// <summary>What is wrong with documents, as text or JSON.</summary>
internal static class ProblemsOutput
{
    /// <param name="accepted">How many of what were accepted, such as "accepted, 2 flags"; null when the documents are refused.</param>
    public static void WriteText(string? accepted, IReadOnlyList<DocumentProblem> problems, CommandIo io)
    {
        foreach (var problem in problems) io.Output.WriteLine(problem.ToString());
        var errors = problems.Count(p => p.Severity == ProblemSeverity.Error);
        io.Output.WriteLine($"{accepted ?? "refused"}; {errors} errors, {problems.Count - errors} warnings");
    }

    public static void WriteJson(bool isAccepted, IReadOnlyList<DocumentProblem> problems, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteBoolean("accepted", isAccepted);
        json.WriteArray("problems", problems, problem =>
        {
            json.WriteStartObject();
            json.WriteString("code", problem.Code);
            json.WriteString("severity", problem.Severity == ProblemSeverity.Error ? "error" : "warning");
            json.WriteString("message", problem.Message);
            json.WriteString("remedy", problem.Remedy);
            json.WriteString("source", problem.Source);
            json.WriteString("path", problem.Path);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteEndObject();
        });
    });
}
