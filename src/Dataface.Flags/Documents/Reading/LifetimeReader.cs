using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads a flag's days and holds them to the lifetime policy: permanent flags do not exist.</summary>
internal sealed class LifetimeReader(DocumentScope scope, FlagKind kind, string owner)
{
    private static readonly ObjectShape RenewalShape = new("by", "on", "until", "reason");

    /// <summary>How far apart days are in hints: as little as any policy allows, and at most two months.</summary>
    private int HintDays => Math.Min(60, MaxDays);

    private int MaxDays => kind == FlagKind.Experiment ? scope.Policy.MaxExperimentLifetimeDays : scope.Policy.MaxLifetimeDays;

    public (DateOnly Created, DateOnly Expires, IReadOnlyList<Renewal> Renewals) Read(Fields flag)
    {
        var introduced = Written(flag["expires"])?.AddDays(-HintDays) is { } day && day < scope.Today ? day : scope.Today;
        var hasCreated = TryDay(flag, "created", introduced, out var created, out var createdNode);
        var end = End(hasCreated ? created : scope.Today);
        var hasExpires = TryDay(flag, "expires", end, out var expires, out var expiresNode);
        if (hasCreated && created > scope.Today)
        {
            scope.Warning(ProblemCode.CreatedInFuture, createdNode, $"'created' is {created:O}, which is in the future.",
                "Write the day on which the flag was introduced.");
        }

        if (hasExpires) CheckSpan(expiresNode, hasCreated ? created : introduced, expires, "expires", end);
        return (created, expires, Renewals(flag["renewals"], hasExpires ? expires : null));
    }

    /// <param name="fields">What has the day.</param>
    /// <param name="name">The property.</param>
    /// <param name="example">A day that would be accepted, for whoever left it out.</param>
    /// <param name="day">The day.</param>
    /// <param name="node">Where it stands.</param>
    private bool TryDay(Fields fields, string name, DateOnly example, out DateOnly day, out int node)
    {
        day = default;
        return scope.TryRequire(fields, name, $"\"{example:O}\"", out node) && ScalarReader.TryDay(scope, node, name, example, out day);
    }

    /// <summary>A day that is written, if it is one that others can be before; of what is wrong with it, its own reading tells.</summary>
    private DateOnly? Written(int node) =>
        node != 0 && scope.Tree.KindOf(node) == JsonNodeKind.String && scope.Tree.TryGetText(node, out var text)
            && DayText.TryParse(text, out var day)
            && day > DateOnly.MinValue.AddDays(HintDays) ? day : null;

    private DateOnly Later(DateOnly day) => day < DateOnly.MaxValue.AddDays(-HintDays) ? day.AddDays(HintDays) : day;

    /// <summary>A day for a flag to expire: to come, if it is young enough for that.</summary>
    private DateOnly End(DateOnly created) => Within(created, Later(created < scope.Today ? scope.Today : created));

    /// <summary>The day, or the last one before it that is allowed.</summary>
    private DateOnly Within(DateOnly from, DateOnly day) => day.DayNumber - from.DayNumber > MaxDays ? from.AddDays(MaxDays) : day;

    private void CheckSpan(int node, DateOnly from, DateOnly to, string name, DateOnly example)
    {
        if (to <= from)
        {
            scope.Error(ProblemCode.ExpiresBeforeCreated, node, $"'{name}' is {to:O}, not after {from:O}.",
                $"Write a later day, such as \"{example:O}\".");
        }
        else if (to.DayNumber - from.DayNumber > MaxDays)
        {
            scope.Error(
                ProblemCode.LifetimeTooLong, node,
                $"'{name}' is {to.DayNumber - from.DayNumber} days after {from:O}; at most {MaxDays} are allowed for this kind.",
                $"Write {from.AddDays(MaxDays):O} or earlier; a renewal can extend it openly.");
        }
    }

    private IReadOnlyList<Renewal> Renewals(int node, DateOnly? expires)
    {
        if (node == 0) return [];
        var renewals = new List<Renewal>();
        foreach (var item in scope.Items(node, "renewals"))
        {
            if (!scope.TryOpen(item, RenewalShape, "A renewal", out var fields)) continue;
            var by = scope.RequiredText(fields, "by", "team-payments");
            var reason = scope.RequiredText(fields, "reason", "second market");
            var hasOn = TryDay(fields, "on", expires ?? scope.Today, out var on, out _);
            var beyond = expires is { } end && !(hasOn && on > end) ? end : hasOn ? on : scope.Today;
            var further = hasOn ? Within(on, Later(beyond)) : Later(beyond);
            var hasUntil = TryDay(fields, "until", further, out var until, out var untilNode);
            if (hasOn && hasUntil) CheckSpan(untilNode, on, until, "until", further);
            if (hasUntil && expires is { } before && until <= before)
            {
                scope.Error(ProblemCode.InvalidRenewal, untilNode, $"The renewal does not extend the flag beyond {before:O}.",
                    $"Write a later day, such as \"{further:O}\", renewals in order.");
            }

            if (hasUntil) expires = until;
            if (!hasOn || !hasUntil) continue;
            renewals.Add(new() { By = by, On = on, Until = until, Reason = reason });
            if (kind == FlagKind.Operations && renewals.Count > scope.Policy.MaxRenewals) CheckAnswered(fields, renewals);
        }

        if (kind != FlagKind.Operations && renewals.Count > scope.Policy.MaxRenewals)
        {
            scope.Error(
                ProblemCode.TooManyRenewals, node,
                $"The flag was renewed {Counted.Of(renewals.Count, "time")}; at most {scope.Policy.MaxRenewals} are allowed.",
                "Remove the flag and its code, or make it configuration.");
        }

        return renewals;
    }

    /// <summary>
    /// An operational lever may outlive the number of renewals, but each time its owner says so, then and not ahead.
    /// </summary>
    private void CheckAnswered(Fields renewal, List<Renewal> renewals)
    {
        var last = renewals[^1];
        if (owner.Length > 0 && !string.Equals(last.By, owner, StringComparison.Ordinal))
        {
            scope.Error(
                ProblemCode.RenewalNotByOwner, renewal["by"],
                $"Renewal {renewals.Count} is by '{DocumentScope.Shown(last.By)}', but the flag is answered for by "
                + $"'{DocumentScope.Shown(owner)}'.",
                $"Have the owner decide, and write \"by\": \"{DocumentScope.Shown(owner)}\"; or remove the flag.");
        }

        if (last.On <= scope.Today) return;
        scope.Error(
            ProblemCode.RenewalNotByOwner, renewal["on"], $"Renewal {renewals.Count} is dated {last.On:O}, which is in the future.",
            "Renew it when the time has come: write today or an earlier day, or take the renewal out.");
    }
}
