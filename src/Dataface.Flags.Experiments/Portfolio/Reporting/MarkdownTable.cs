using System.Text;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>A Markdown table with aligned columns, which reads on a terminal as well.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string[]> _rows = [columns];

    public void Add(params string[] cells) =>
        _rows.Add([.. cells.Select(cell => YamlText.Line(cell).Replace("|", "\\|", StringComparison.Ordinal))]);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, columns.Length).Select(i => _rows.Max(row => row[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var (index, row) in _rows.Index())
        {
            text.Append("| ").AppendJoin(" | ", row.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
            if (index == 0) text.Append("| ").AppendJoin(" | ", widths.Select(width => new string('-', width))).Append(" |\n");
        }

        return text.ToString();
    }
}
