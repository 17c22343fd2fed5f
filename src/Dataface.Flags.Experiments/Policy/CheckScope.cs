using System.Diagnostics.CodeAnalysis;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>What a check looks at: one experiment, and where its parts stand if it came from a document.</summary>
internal sealed class CheckScope(ExperimentDefinition experiment, ExperimentContext context, YamlProblems problems, YamlNode? root)
{
    public ExperimentDefinition Experiment => experiment;

    public ExperimentDesign Design => experiment.Design;

    /// <summary>What problems call the document.</summary>
    public string Source => problems.Source;

    public ExperimentContext Context => context;

    public ExperimentPolicy Policy => context.Policy;

    /// <summary>Whether somebody has agreed already: from here on what is missing is an error.</summary>
    public bool IsAgreed => experiment.Status > ExperimentStatus.Draft;

    /// <summary>Whether it is decided in a way that ends its flag.</summary>
    [MemberNotNullWhen(true, nameof(Decision))]
    public bool EndsFlag => experiment.Status >= ExperimentStatus.Decided && Decision is { Verdict: not Verdict.Iterate };

    public DecisionRecord? Decision => experiment.Decision;

    /// <summary>Whether something below a key is wrong already.</summary>
    public bool HasErrorAt(string key) =>
        problems.Problems.Any(p => p.Severity == ProblemSeverity.Error && p.Path.StartsWith($"$.{key}", StringComparison.Ordinal));

    public void Error(string code, string path, string message, string remedy)
    {
        if (!problems.IsFull) problems.Error(code, At(path), message, remedy);
    }

    public void Warning(string code, string path, string message, string remedy)
    {
        if (!problems.IsFull) problems.Warning(code, At(path), message, remedy);
    }

    /// <summary>An error once somebody has agreed; before that a reminder.</summary>
    public void ErrorOnceAgreed(string code, string path, string message, string remedy)
    {
        if (IsAgreed) Error(code, path, message, remedy);
        else Warning(code, path, message, remedy);
    }

    /// <summary>The node at a path such as <c>design.end</c>, or the deepest one on the way there.</summary>
    private YamlNode At(string path)
    {
        if (root is null) return new YamlNode { Kind = YamlKind.Blank, Place = YamlPlace.Root.Under(path), Line = 0, Column = 0 };
        var node = root;
        foreach (var name in path.Split('.'))
        {
            if (node.Children.FirstOrDefault(c => c.Name == name) is not { } child) break;
            node = child;
        }

        return node;
    }
}
