using System.Globalization;

namespace Dataface.Flags.Experiments.Tests.Documents;

/// <summary>The good experiment with a fault. <c>¦</c> stands before the place where it must be reported.</summary>
internal sealed record ExperimentCase(string Code, string Old, string Marked)
{
    /// <summary>Where the problem is reported when that is not within what was replaced.</summary>
    private string? Mark { get; init; }

    private string MarkedYaml =>
        Mark is null ? Given.With(Old, Marked) : Given.With(Old, Marked).Replace(Mark, "¦" + Mark, StringComparison.Ordinal);

    public string Yaml => MarkedYaml.Replace("¦", "", StringComparison.Ordinal);

    public (int Line, int Column) Place
    {
        get
        {
            var before = MarkedYaml[..MarkedYaml.IndexOf('¦')];
            return (before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n'));
        }
    }

    public ExperimentCase MarkedAt(string mark) => this with { Mark = mark };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {Place}");
}
