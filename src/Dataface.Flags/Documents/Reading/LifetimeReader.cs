namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads a flag's days and holds them to the lifetime policy: permanent flags do not exist.</summary>
internal sealed class LifetimeReader(DocumentScope scope, FlagKind kind)
{
    private static readonly ObjectShape RenewalShape = new("by", "on", "until", "reason");

    private int MaxDays => kind == FlagKind.Experiment ? scope.Policy.MaxExperimentLifetimeDays : scope.Policy.MaxLifetimeDays;

    public (DateOnly Created, DateOnly Expires, IReadOnlyList<Renewal> Renewals) Read(Fields flag)
    {
        var hasCreated = TryDay(flag, "created", out var created, out var createdNode);
        var hasExpires = TryDay(flag, "expires", out var expires, out var expiresNode);
        if (hasCreated && created > scope.Today)
        {
            scope.Warning(ProblemCode.CreatedInFuture, createdNode, $"'created' is {created:O}, which is to come.", "Write the day on which the flag was introduced.");
        }

        if (hasCreated && hasExpires) CheckSpan(expiresNode, created, expires, "expires");
        return (created, expires, Renewals(flag["renewals"], hasExpires ? expires : null));
    }

    private bool TryDay(Fields fields, string name, out DateOnly day, out int node)
    {
        day = default;
        return scope.TryRequire(fields, name, "\"2026-11-20\"", out node) && ScalarReader.TryDay(scope, node, name, out day);
    }

    private void CheckSpan(int node, DateOnly from, DateOnly to, string name)
    {
        if (to <= from)
        {
            scope.Error(ProblemCode.ExpiresBeforeCreated, node, $"'{name}' is {to:O}, not after {from:O}.", "Write a later day.");
        }
        else if (to.DayNumber - from.DayNumber > MaxDays)
        {
            scope.Error(
                ProblemCode.LifetimeTooLong, node, $"'{name}' is {to.DayNumber - from.DayNumber} days after {from:O}; at most {MaxDays} are allowed for this kind.",
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
            var hasOn = TryDay(fields, "on", out var on, out _);
            var hasUntil = TryDay(fields, "until", out var until, out var untilNode);
            if (hasOn && hasUntil) CheckSpan(untilNode, on, until, "until");
            if (hasUntil && expires is { } before && until <= before)
            {
                scope.Error(ProblemCode.InvalidRenewal, untilNode, $"The renewal does not extend the flag beyond {before:O}.", "Write a later day, renewals in order.");
            }

            if (hasUntil) expires = until;
            if (hasOn && hasUntil) renewals.Add(new() { By = by, On = on, Until = until, Reason = reason });
        }

        if (renewals.Count > scope.Policy.MaxRenewals)
        {
            scope.Error(
                ProblemCode.TooManyRenewals, node, $"The flag was renewed {renewals.Count} times; at most {scope.Policy.MaxRenewals} are allowed.",
                "Remove the flag and its code, or make it configuration.");
        }

        return renewals;
    }
}
