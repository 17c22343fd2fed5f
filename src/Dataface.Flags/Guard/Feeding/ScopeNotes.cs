using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard.Feeding;

/// <summary>Has every evaluation of a guarded flag noted in the scope around it.</summary>
internal sealed class ScopeNotes : EvaluationWatcher
{
    private static readonly Func<Outcome, OutcomeObserver?> EveryOutcome = _ => Note.Instance;

    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag) => flag.Definition.Guard is null ? null : EveryOutcome;

    private sealed class Note : OutcomeObserver
    {
        public static readonly Note Instance = new();

        public override void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash) =>
            GuardScope.Note(outcome, context, unitHash);
    }
}
