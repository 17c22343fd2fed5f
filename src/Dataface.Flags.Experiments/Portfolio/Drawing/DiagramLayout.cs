namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// Where boxes and arrows go: columns from left to right by what waits for what, bets last. An arrow that passes columns gets a place of its own in
/// each, so that it never runs behind a box. Sugiyama's method (1981): layers, waypoints, rows by the mean of their neighbours.
/// </summary>
internal sealed class DiagramLayout
{
    public const double BoxWidth = 232;
    public const double BoxHeight = 46;
    private const double ColumnGap = 96;
    private const double RowGap = 12;
    private const double WaypointHeight = 10;
    private const double Margin = 20;
    private const int Sweeps = 12;

    private readonly List<Cell>[] _columns;
    private readonly double _tallest;

    public DiagramLayout(Diagram diagram)
    {
        var depths = Depths(diagram);
        _columns = [.. Enumerable.Range(0, depths.Values.DefaultIfEmpty(0).Max() + 1).Select(_ => new List<Cell>())];
        Boxes = diagram.Nodes.ToDictionary(node => node.Id, node => Place(new(depths[node.Id], BoxHeight)), StringComparer.Ordinal);
        Routes = [.. diagram.Edges.Where(e => Boxes.ContainsKey(e.From)).Select(edge => new Route(edge, Chain(Boxes[edge.From], Boxes[edge.To])))];
        _tallest = _columns.Max(HeightOf);
        for (var sweep = 0; sweep < Sweeps; sweep++) Sort(isForward: sweep % 2 == 0);
        Stack();
    }

    public IReadOnlyDictionary<string, Cell> Boxes { get; }

    public IReadOnlyList<Route> Routes { get; }

    public double Width => (2 * Margin) + (_columns.Length * (BoxWidth + ColumnGap)) - ColumnGap;

    public double Height => _tallest + (2 * Margin);

    /// <summary>A box, or a waypoint of an arrow.</summary>
    internal sealed class Cell(int column, double height)
    {
        public int Column => column;

        public double Height => height;

        public double Left => Margin + (column * (BoxWidth + ColumnGap));

        public double Top { get; set; }

        public double Middle => Top + (height / 2);

        public List<Cell> Before { get; } = [];

        public List<Cell> After { get; } = [];
    }

    /// <summary>An arrow and the cells that it goes through, both ends included.</summary>
    internal sealed record Route(DiagramEdge Edge, IReadOnlyList<Cell> Cells);

    private static Dictionary<string, int> Depths(Diagram diagram)
    {
        var depths = diagram.Nodes.ToDictionary(node => node.Id, _ => 0, StringComparer.Ordinal);
        var edges = diagram.Edges.Where(e => depths.ContainsKey(e.From)).ToList();
        bool hasMoved;
        do
        {
            hasMoved = false;
            foreach (var edge in edges.Where(edge => depths[edge.To] <= depths[edge.From]))
            {
                depths[edge.To] = depths[edge.From] + 1;
                hasMoved = true;
            }
        }
        while (hasMoved);

        var last = depths.Values.DefaultIfEmpty(0).Max();
        foreach (var bet in diagram.Nodes.Where(node => node.Kind == NodeKind.Bet)) depths[bet.Id] = last;
        return depths;
    }

    private Cell Place(Cell cell)
    {
        _columns[cell.Column].Add(cell);
        return cell;
    }

    private List<Cell> Chain(Cell from, Cell to)
    {
        var between = Enumerable.Range(from.Column + 1, to.Column - from.Column - 1).Select(column => Place(new(column, WaypointHeight)));
        List<Cell> cells = [from, .. between, to];
        for (var i = 1; i < cells.Count; i++)
        {
            cells[i - 1].After.Add(cells[i]);
            cells[i].Before.Add(cells[i - 1]);
        }

        return cells;
    }

    private void Sort(bool isForward)
    {
        Stack();
        foreach (var column in isForward ? _columns : _columns.Reverse())
        {
            var sorted = column
                .OrderBy(cell => (isForward ? cell.Before : cell.After) is { Count: > 0 } near ? near.Average(c => c.Middle) : cell.Middle).ToList();
            column.Clear();
            column.AddRange(sorted);
            StackColumn(column);
        }
    }

    private void Stack()
    {
        foreach (var column in _columns) StackColumn(column);
    }

    /// <summary>Columns stand in the middle of the drawing.</summary>
    private void StackColumn(List<Cell> column)
    {
        var top = Margin + ((_tallest - HeightOf(column)) / 2);
        foreach (var cell in column)
        {
            cell.Top = top;
            top += cell.Height + RowGap;
        }
    }

    private static double HeightOf(List<Cell> column) => Math.Max(0, column.Sum(cell => cell.Height + RowGap) - RowGap);
}
