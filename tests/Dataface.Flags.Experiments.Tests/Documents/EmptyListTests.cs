using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Documents;

/// <summary>
/// Wherever a list or map must be there, an empty one is refused too; found by taking out each that a whole document has.
/// </summary>
[TestFixture]
internal sealed class EmptyListTests
{
    [Test]
    public void Experiment_RequiredValueEmpty_IsRefusedLikeAMissingOne() => Compare(
        Json(Given.Yaml), text => Given.Read(text).IsAccepted, ["touches", "treatments", "success_metrics", "failure_metrics", "gates"]);

    [Test]
    public void Portfolio_RequiredValueEmpty_IsRefusedLikeAMissingOne()
    {
        var files = Directory.GetFiles(TestFile.Path("samples", "portfolio"), "*.yaml");
        var texts = files.ToDictionary(file => file, file => Json(File.ReadAllText(file)));
        foreach (var file in files) Compare(texts[file], text => AreAccepted(texts.Select(t => t.Key == file ? text : t.Value)), []);
    }

    [TestCase("touches: [checkout]", "touches: []")]
    [TestCase("success_metrics: [orders]", "success_metrics: []")]
    [TestCase("failure_metrics: [errors]", "failure_metrics: []")]
    [TestCase("variable: number of pages", "variable: []")]
    public void Experiment_EmptyList_SaysSo(string old, string replacement)
    {
        var problem = Given.Read(Given.With(old, replacement)).Problems.First(p => p.Severity == ProblemSeverity.Error);
        Assert.That((problem.Code, problem.Message), Is.EqualTo((ExperimentProblemCode.Blank, $"'{replacement.Split(':')[0]}' is empty.")));
    }

    private static bool AreAccepted(IEnumerable<string> texts) =>
        PortfolioDocuments.Read(
            texts.Select((text, i) => ($"{i}.yaml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text)))).Plan is not null;

    private static void Compare(string json, Func<string, bool> accepts, string[] mandatory)
    {
        Assert.That(accepts(json), "the whole document is good");
        var seen = new HashSet<string>();
        foreach (var (path, without, empty) in EmptyMembers.Of(json))
        {
            if (accepts(without.ToJsonString())) continue;
            Assert.That(accepts(empty.ToJsonString()), Is.False, string.Join('.', path));
            seen.Add(path[^1]);
        }

        Assert.That(seen, Is.SupersetOf(mandatory));
    }

    private static string Json(string yaml) =>
        Encoding.UTF8.GetString(YamlJson.Write(YamlTreeReader.Read(Encoding.UTF8.GetBytes(yaml), new YamlProblems("x.yaml", "DX"))!, []));
}
