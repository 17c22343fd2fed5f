using System.Text;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>One line of CSV (RFC 4180, without line breaks in values).</summary>
internal static class CsvLine
{
    /// <summary>The values; null when a quotation mark is not closed.</summary>
    public static List<string>? Split(string line)
    {
        var (cells, cell, isQuoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (isQuoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
            else if (c == '"') isQuoted = !isQuoted;
            else if (c == ',' && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else cell.Append(c);
        }

        cells.Add(cell.ToString().Trim());
        return isQuoted ? null : cells;
    }
}
