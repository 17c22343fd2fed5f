using System.Text.RegularExpressions;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Tests.Documents;

/// <summary>A day, or a name, that a hint gives is accepted where it is put in.</summary>
[TestFixture]
internal sealed partial class ExperimentHintTests
{
    private static IEnumerable<TestCaseData> Hints =>
        from given in ExperimentCases.Form.Concat(ExperimentCases.Sense).Concat(ExperimentCases.Policy)
        from problem in Given.Read(given.Yaml).Problems.Where(p => p.Code == given.Code).Take(1)
        let mended = Mended(given.Yaml, problem)
        where mended is not null
        select new TestCaseData(problem, mended).SetArgDisplayNames($"{problem.Code}: {problem.Remedy}");

    [TestCaseSource(nameof(Hints))]
    public void Hint_PutInWhereItIsFor_IsAccepted(DocumentProblem problem, string mended) =>
        Assert.That(
            Given.Read(mended).Problems.Where(p => p.Code == problem.Code && p.Path == problem.Path), Is.Empty, $"{problem}\n{mended}");

    [Test]
    public void Hints_OfDaysAndNames_AreFound() => Assert.That(Hints.Count(), Is.GreaterThan(5));

    /// <summary>The document with what the hint says; null when it says nothing that a program can put in.</summary>
    private static string? Mended(string yaml, DocumentProblem problem)
    {
        var lines = yaml.Split('\n');
        if (End().Match(problem.Remedy) is { Success: true } end)
        {
            var open = Array.FindIndex(lines, line => line.TrimStart().StartsWith("start:", StringComparison.Ordinal));
            return string.Join('\n', lines.Select((line, i) => i == open ? $"{line}\n  {end.Groups[1].Value}" : line)
                .Where(line => !line.TrimStart().StartsWith("end:", StringComparison.Ordinal)));
        }

        var (row, column) = (problem.Line - 1, problem.Column - 1);
        if (Day().Match(problem.Remedy) is { Success: true } day) lines[row] = AnyDay().Replace(lines[row], day.Groups[1].Value, 1, column);
        else if (Meant().Match(problem.Remedy) is { Success: true } meant)
            lines[row] = Word().Replace(lines[row], meant.Groups[1].Value, 1, column);
        else return null;
        return string.Join('\n', lines);
    }

    [GeneratedRegex("such as '(end: [0-9-]+)'")]
    private static partial Regex End();

    [GeneratedRegex("^Write ([0-9]{4}-[0-9]{2}-[0-9]{2}) or")]
    private static partial Regex Day();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}")]
    private static partial Regex AnyDay();

    [GeneratedRegex("Did you mean '([^']+)'")]
    private static partial Regex Meant();

    [GeneratedRegex("[^ :,\\[\\]{}\"']+")]
    private static partial Regex Word();
}
