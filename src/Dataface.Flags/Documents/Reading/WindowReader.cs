namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads a time window: <c>from</c>, <c>until</c> or both.</summary>
internal static class WindowReader
{
    public const string From = "from";
    public const string Until = "until";

    /// <summary>The window, or null, said why.</summary>
    public static WindowCondition? Read(DocumentScope scope, int fromNode, int untilNode)
    {
        var isRead = TryRead(scope, fromNode, From, out var from) & TryRead(scope, untilNode, Until, out var until);
        if (!isRead) return null;
        if (until <= from)
        {
            scope.Error(
                ProblemCode.InvalidWindow, untilNode,
                $"The window ends at {InstantText.Of(until.Value)}, which is not after its start at {InstantText.Of(from.Value)}.",
                Remedy(from.Value));
            return null;
        }

        if (until?.UtcDateTime <= scope.Today.ToDateTime(default))
        {
            scope.Warning(
                ProblemCode.WindowIsOver, untilNode, $"The window ended at {InstantText.Of(until.Value)}: it never matches any more.",
                "Remove what waits for it, or write an 'until' in the future.");
        }

        return new(from, until);
    }

    private static bool TryRead(DocumentScope scope, int node, string name, out DateTimeOffset? instant)
    {
        instant = null;
        if (node == 0) return true;
        if (!OperandReader.TryInstant(scope, node, name, out var read)) return false;
        instant = read;
        return true;
    }

    private static string Remedy(DateTimeOffset from) => from.Year < DateTimeOffset.MaxValue.Year
        ? $"Write a later one, such as \"until\": \"{InstantText.Of(from.AddDays(7))}\", or leave 'until' out."
        : "Write an earlier 'from', or leave 'until' out.";
}
