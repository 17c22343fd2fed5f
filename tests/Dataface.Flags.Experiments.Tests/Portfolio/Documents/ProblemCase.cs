namespace Dataface.Flags.Experiments.Tests.Portfolio.Documents;

/// <summary>A portfolio with one fault.</summary>
/// <param name="Line">Where the fault stands in the last document.</param>
/// <param name="IsOfShape">Whether a schema can say it, too.</param>
public sealed record ProblemCase(string Code, int Line, bool IsOfShape, params string[] Documents)
{
    public override string ToString() => $"{Code}, line {Line}";
}
