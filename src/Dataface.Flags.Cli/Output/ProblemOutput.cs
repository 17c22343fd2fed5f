using System.Text.Json;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Output;

/// <summary>Problems of documents of any kind, for people and for tools.</summary>
internal static class ProblemOutput
{
    public static void WriteTo(this IReadOnlyList<DocumentProblem> problems, TextWriter output)
    {
        foreach (var problem in problems) output.WriteLine(problem.ToString());
    }

    public static void WriteProblems(this Utf8JsonWriter json, IReadOnlyList<DocumentProblem> problems) => json.WriteArray("problems", problems, problem =>
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
