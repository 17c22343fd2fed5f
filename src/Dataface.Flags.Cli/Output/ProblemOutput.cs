using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Output;

/// <summary>Problems of documents of any kind, for people and for tools.</summary>
internal static class ProblemOutput
{
    /// <param name="problems">What is wrong.</param>
    /// <param name="accepted">How many of what were accepted, such as "accepted, 2 flags"; null when the documents are refused.</param>
    /// <param name="io">Where to.</param>
    public static void WriteText(this IReadOnlyList<DocumentProblem> problems, string? accepted, CommandIo io)
    {
        problems.WriteTo(io.Output);
        var errors = problems.Count(p => p.Severity == ProblemSeverity.Error);
        io.Output.WriteLine($"{accepted ?? "refused"}; {Counted.Of(errors, "error")}, {Counted.Of(problems.Count - errors, "warning")}");
    }

    public static void WriteJson(this IReadOnlyList<DocumentProblem> problems, bool isAccepted, CommandIo io) =>
        JsonOutput.Write(io.Output, json =>
    {
        json.WriteBoolean("accepted", isAccepted);
        json.WriteProblems(problems);
    });

    public static void WriteTo(this IReadOnlyList<DocumentProblem> problems, TextWriter output)
    {
        foreach (var problem in problems) output.WriteLine(problem.ToString());
    }

    public static void WriteProblems(this Utf8JsonWriter json, IReadOnlyList<DocumentProblem> problems) =>
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
}
