using System.Globalization;
using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>
/// Translates <c>Microsoft.TimeWindow</c> to a time window, which begins and ends at the same instants. One that is over, or open from now
/// on, needs none; one that comes again asks for an attribute of its own.
/// </summary>
internal sealed class TimeWindowTranslation(FlagScope scope)
{
    public DecisionList<decimal> Read(SourceNode filter, SourceNode? parameters)
    {
        var (start, end) = (Instant(parameters?["start"]), Instant(parameters?["end"]));
        if (start is null && end is null)
        {
            scope.Translated(filter.Path, "The window has neither start nor end, and so it was never open.");
            return new(0);
        }

        if (parameters?["recurrence"] is { IsNull: false } recurrence) return Recurring(parameters, recurrence);
        NoteZone(parameters?["start"]);
        NoteZone(parameters?["end"]);
        var now = scope.Settings.Now;
        if (end <= now || end <= start)
        {
            scope.LeftOut(filter.Path, $"The window ends at {end:u}, in the past or before it begins. It never opens, and has no rule.");
            return new(0);
        }

        if (end is null && start <= now)
        {
            scope.Translated(filter.Path, $"The window has been open since {start:u} and has no end: it needs no condition.");
            return new(1);
        }

        var window = new WindowCondition(start > now ? start : null, end);
        scope.Translated(filter.Path, "The window is a condition of the rule.");
        return new([new("time window", window, 1)], 0);
    }

    private DecisionList<decimal> Recurring(SourceNode parameters, SourceNode recurrence)
    {
        var attribute = scope.Filters.Of("TimeWindow", parameters.ToJson().GetRawText());
        scope.Approximated(recurrence.Path, "The document has no windows that come again. The rule asks for the attribute "
            + $"'{attribute}' instead: set it to true in the context while the window is open. Until then it is off.");
        return new([new("time window", FilterConditions.IsTrue(attribute), 1)], 0);
    }

    private void NoteZone(SourceNode? node)
    {
        if (!DateTime.TryParse(node?.Text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)) return;
        if (time.Kind == DateTimeKind.Unspecified)
            scope.Approximated(node!.Path, $"'{node.Text}' has no offset, and is read as UTC. Microsoft's library took it in the time zone "
                + "of the server: write an offset, such as +01:00 or Z, if that was another one.");
    }

    private static DateTimeOffset? Instant(SourceNode? node)
    {
        if (node is null || node.IsNull || node.Text is { Length: 0 }) return null;
        return DateTimeOffset.TryParse(node.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new ImportFaultException(
                node.Path, "This is not a valid date and time.",
                "Write one, such as \"2027-02-01T09:00:00Z\" or \"Mon, 01 Feb 2027 09:00:00 GMT\".");
    }
}
