namespace Dataface.Flags.Cli.Diff;

/// <summary>Evaluates contexts in two documents and counts who moves. Keeps counts only, however many contexts there are.</summary>
internal sealed class DiffRun
{
    private readonly DocumentInForce _before;
    private readonly DocumentInForce _after;
    private readonly string _environment;
    private readonly DocumentChanges _changes;
    private readonly FlagComparison[] _comparisons;

    public DiffRun(DocumentInForce before, DocumentInForce after, string environment)
    {
        (_before, _after, _environment) = (before, after, environment);
        _changes = new DocumentChanges(before.Document, after.Document);
        _comparisons = [.. _changes.Keys.Where(_changes.MayMove).Select(key => new FlagComparison(key, before, after))];
    }

    /// <summary>Of synthetic users: shares are estimates.</summary>
    /// <param name="count">How many.</param>
    /// <param name="shared">The attributes that all of them have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public DiffReport OfSample(int count, EvaluationContext shared, CancellationToken cancellationToken)
    {
        var moved = Count(SyntheticUsers.Take(count, Units, shared), cancellationToken).Moved;
        return Report(count, moved, true, key => [.. Asked(key).Where(attribute => shared.IndexOf(attribute) < 0)]);
    }

    /// <summary>Of given contexts: exact.</summary>
    /// <param name="contexts">The contexts, read once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public DiffReport Of(IEnumerable<EvaluationContext> contexts, CancellationToken cancellationToken)
    {
        var (count, moved) = Count(contexts, cancellationToken);
        if (count == 0) throw new InvalidDataException("There are no contexts, so the diff cannot say who would move.");
        return Report(count, moved, false, _ => []);
    }

    /// <summary>The attributes that hold units in either document.</summary>
    private IReadOnlyList<string> Units =>
    [
        .. _before.Flags.Concat(_after.Flags).Select(flag => flag.BucketBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .DefaultIfEmpty(EvaluationContext.DefaultUnit),
    ];

    private (long Contexts, long Moved) Count(IEnumerable<EvaluationContext> contexts, CancellationToken cancellationToken)
    {
        var (count, moved) = (0L, 0L);
        foreach (var context in contexts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            var moves = false;
            foreach (var comparison in _comparisons) moves |= comparison.Count(context);
            if (moves) moved++;
        }

        return (count, moved);
    }

    private DiffReport Report(long count, long moved, bool isSample, Func<string, IReadOnlyList<string>> missing)
    {
        var compared = _comparisons.ToDictionary(comparison => comparison.Key, StringComparer.Ordinal);
        var flags = _changes.Keys
            .Select(key => compared.GetValueOrDefault(key)?.Result(_changes.Of(key), missing(key))
                ?? new FlagDiff(key, _changes.Of(key), []))
            .Where(flag => flag.Change != FlagChange.None || flag.Moves.Count > 0);

        // Where no flag can move anybody, none does; that needs no sample.
        var share = new Share(moved, count, isSample && _comparisons.Length > 0);
        return new(_environment, _before.Name, _after.Name, isSample, count, share, [.. flags]);
    }

    private IEnumerable<string> Asked(string key) =>
        AskedAttributes.Of(key, _before.Document, _environment)
            .Union(AskedAttributes.Of(key, _after.Document, _environment), StringComparer.Ordinal);
}
