using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Dataface.Flags.Simulations.Output;

/// <summary>Tables on the console, and all of them as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    private readonly List<Table> _tables = [];

    /// <summary>Whether every budget is met.</summary>
    public bool IsMet { get; private set; } = true;

    public Table Begin(string title, params string[] columns)
    {
        var table = new Table(title, columns);
        _tables.Add(table);
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine("| " + string.Join(" | ", columns) + " |");
        Console.WriteLine("|" + string.Concat(Enumerable.Repeat("---|", columns.Length)));
        return table;
    }

    public static void Row(Table table, params object[] cells)
    {
        var texts = cells.Select(cell => cell is double number ? Text(number) : Convert.ToString(cell, CultureInfo.InvariantCulture)!)
            .ToArray();
        table.Rows.Add(texts);
        Console.WriteLine("| " + string.Join(" | ", texts) + " |");
    }

    private static string Text(double number) =>
        number.ToString(number is > 0 and < 0.01 ? "0.00000" : "0.###", CultureInfo.InvariantCulture);

    /// <summary>Says whether a budget is met.</summary>
    public void Judge(string budget, bool isMet)
    {
        IsMet &= isMet;
        Console.WriteLine($"{(isMet ? "met     " : "EXCEEDED")} {budget}");
    }

    /// <summary>Runs all tables and says how long they took.</summary>
    public async Task TimeAsync(Func<Task> tables)
    {
        var start = Stopwatch.GetTimestamp();
        await tables();
        Console.WriteLine();
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s. {(IsMet ? "Every budget is "
            + "met." : "A budget is exceeded.")}");
    }

    public Task WriteJsonAsync(string path) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(_tables, Json));
}

/// <summary>One table.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Columns)
{
    public List<string[]> Rows { get; } = [];
}
