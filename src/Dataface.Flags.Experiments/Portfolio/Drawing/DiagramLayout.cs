namespace Dataface.Flags.Experiments.Portfolio.Drawing;

/// <summary>
/// Where boxes and arrows go: bets in the last column, and each prerequisite as close before what needs it as can be. Arrows that pass
/// columns get
/// a place of their own in each, so that they never run behind a box; arrows from one box share it. Sugiyama's method (1981): layers,
/// waypoints, rows by the mean of their neighbours.
/// </summary>
internal sealed class DiagramLayout
{
    public const double BoxWidth = 180;
    public const double LineHeight = 15;
    public const double BoxPadding = 7;
    public const double RowGap = 10;
    private const double ColumnGap = 52;
    private const double WaypointHeight = 4;
    private const double Margin = 16;
    private const int Sweeps = 24;

    private readonly List<Cell>[] _columns;
    private readonly Dictionary<(Cell From, int Column), Cell> _waypoints = [];

    /// <param name="top">What is kept free above.</param>
    public DiagramLayout(Diagram diagram, double top)
    {
        var columns = Columns(diagram);
        _columns = [.. Enumerable.Range(0, columns.Values.DefaultIfEmpty(0).Max() + 1).Select(_ => new List<Cell>())];
        Boxes = diagram.Nodes.ToDictionary(
            node => node.Id, node => Place(new(columns[node.Id], LabelLines.Of(node.Title))), StringComparer.Ordinal);
        Routes = [.. diagram.Edges.Where(e => Boxes.ContainsKey(e.From))
            .Select(edge => new Route(edge, Chain(Boxes[edge.From], Boxes[edge.To])))];
        for (var sweep = 0; sweep < Sweeps; sweep++) Sweep(isForward: sweep % 2 == 0);
        Height = Settle(top + Margin) + Margin;
    }

    public IReadOnlyDictionary<string, Cell> Boxes { get; }

    public IReadOnlyList<Route> Routes { get; }

    public double Width => (2 * Margin) + (_columns.Length * (BoxWidth + ColumnGap)) - ColumnGap;

    public double Height { get; }

    /// <summary>A box, or a waypoint of arrows.</summary>
    /// <param name="lines">A box's title; null for a waypoint.</param>
    internal sealed class Cell(int column, IReadOnlyList<string>? lines = null)
    {
        public int Column => column;

        public IReadOnlyList<string> Lines => lines ?? [];

        /// <summary>A box has the note below its title.</summary>
        public double Height => lines is null ? WaypointHeight : ((lines.Count + 1) * LineHeight) + (2 * BoxPadding);

        public double Left => Margin + (column * (BoxWidth + ColumnGap));

        public double Top { get; set; }

        public double Middle => Top + (Height / 2);

        public List<Cell> Before { get; } = [];

        public List<Cell> After { get; } = [];
    }

    /// <summary>An arrow and the cells that it goes through, both ends included.</summary>
    internal sealed record Route(DiagramEdge Edge, IReadOnlyList<Cell> Cells);

    /// <summary>Columns by the longest way that is left to a bet. What no bet needs stands before the bets, too.</summary>
    private static Dictionary<string, int> Columns(Diagram diagram)
    {
        var left = diagram.Nodes.ToDictionary(node => node.Id, node => node.Kind == NodeKind.Bet ? 0 : 1, StringComparer.Ordinal);
        var edges = diagram.Edges.Where(e => left.ContainsKey(e.From)).ToList();
        bool hasMoved;
        do
        {
            hasMoved = false;
            foreach (var edge in edges.Where(edge => left[edge.From] <= left[edge.To]))
            {
                left[edge.From] = left[edge.To] + 1;
                hasMoved = true;
            }
        }
        while (hasMoved);

        var last = left.Values.DefaultIfEmpty(0).Max();
        return left.ToDictionary(entry => entry.Key, entry => last - entry.Value, StringComparer.Ordinal);
    }

    private Cell Place(Cell cell)
    {
        _columns[cell.Column].Add(cell);
        return cell;
    }

    private List<Cell> Chain(Cell from, Cell to)
    {
        List<Cell> cells = [from,
            .. Enumerable.Range(from.Column + 1, to.Column - from.Column - 1).Select(column => Waypoint(from, column)), to];
        foreach (var (one, next) in cells.Zip(cells.Skip(1)))
        {
            if (one.After.Contains(next)) continue;
            one.After.Add(next);
            next.Before.Add(one);
        }

        return cells;
    }

    private Cell Waypoint(Cell from, int column)
    {
        if (!_waypoints.TryGetValue((from, column), out var cell)) _waypoints[(from, column)] = cell = Place(new(column));
        return cell;
    }

    /// <summary>Goes through the columns, and moves each cell towards the mean of its neighbours on the side that it comes from.</summary>
    private void Sweep(bool isForward)
    {
        foreach (var column in isForward ? _columns : _columns.Reverse())
        {
            var wanted = column.Select(cell => (Cell: cell, Middle: (isForward ? cell.Before : cell.After) is { Count: > 0 } near
                ? near.Average(c => c.Middle) : cell.Middle)).OrderBy(pair => pair.Middle).ToList();
            column.Clear();
            column.AddRange(wanted.Select(pair => pair.Cell));
            Stacking.Stack(column, [.. wanted.Select(pair => pair.Middle)], RowGap);
        }
    }

    /// <summary>Moves everything to where it begins, and closes bands in which no column has anything.</summary>
    /// <returns>Where it ends.</returns>
    private double Settle(double top)
    {
        var (end, shift) = (top, 0d);
        foreach (var cell in _columns.SelectMany(column => column).OrderBy(cell => cell.Top))
        {
            if (end == top || cell.Top + shift > end + RowGap) shift = (end == top ? top : end + RowGap) - cell.Top;
            cell.Top += shift;
            end = Math.Max(end, cell.Top + cell.Height);
        }

        return end;
    }
}
