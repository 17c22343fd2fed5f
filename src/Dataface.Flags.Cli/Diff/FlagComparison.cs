using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Cli.Diff;

/// <summary>Counts, for one flag, who gets what from two documents.</summary>
internal sealed class FlagComparison
{
    private readonly Side _before;
    private readonly Side _after;
    private readonly long[] _counts;
    private readonly bool[] _isMove;
    private long _withoutUnit;

    public FlagComparison(string key, DocumentInForce before, DocumentInForce after)
    {
        Key = key;
        (_before, _after) = (new Side(before, key), new Side(after, key));
        _isMove = [.. _before.Answers.SelectMany(_ => _after.Answers, (from, to) => from.MovesTo(to))];
        _counts = new long[_isMove.Length];
    }

    public string Key { get; }

    /// <summary>The attributes that the flag buckets by, before and after.</summary>
    public IEnumerable<string> Units =>
        new[] { _before.Flag?.BucketBy, _after.Flag?.BucketBy }.OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Evaluates the flag for a context in both documents.</summary>
    /// <returns>Whether the context moves.</returns>
    public bool Count(EvaluationContext context)
    {
        var from = _before.IndexFor(context, out var wasWithoutUnit);
        var to = _after.IndexFor(context, out var isWithoutUnit);
        if (wasWithoutUnit || isWithoutUnit) _withoutUnit++;
        var cell = (from * _after.Answers.Length) + to;
        _counts[cell]++;
        return _isMove[cell];
    }

    /// <summary>What was counted.</summary>
    public FlagDiff Result(FlagChange change, IReadOnlyList<string> missingAttributes) => new(Key, change, [.. Moves()])
    {
        Units = [.. Units],
        WithoutUnit = _withoutUnit,
        MissingAttributes = missingAttributes,
    };

    private IEnumerable<Move> Moves() => Enumerable.Range(0, _counts.Length).Where(cell => _isMove[cell] && _counts[cell] > 0)
        .Select(cell => new Move(
            _before.Answers[cell / _after.Answers.Length], _after.Answers[cell % _after.Answers.Length], _counts[cell]))
        .OrderByDescending(move => move.Count);

    private sealed class Side
    {
        private readonly CompiledFlag[] _flags;

        public Side(DocumentInForce document, string key)
        {
            _flags = document.Flags;
            Flag = document.Find(key);
            Answers = Flag is null
                ? [Answer.Undefined]
                : Array.ConvertAll(Flag.Details.Variants,
                    variant => new Answer(variant.Name, variant.Json, variant == Flag.Details.OffVariant));
        }

        public CompiledFlag? Flag { get; }

        /// <summary>By the index of the variant.</summary>
        public Answer[] Answers { get; }

        public int IndexFor(EvaluationContext context, out bool isWithoutUnit)
        {
            isWithoutUnit = false;
            if (Flag is null) return 0;
            var trace = default(NoTrace);
            var outcome = Evaluator.Evaluate(_flags, Flag, context, ref trace, out _);
            isWithoutUnit = outcome.Reason == EvaluationReason.NoUnit;
            return outcome.Variant!.Index;
        }
    }
}
