using System.Runtime.CompilerServices;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>Notes which forced flags were evaluated. Thread-safe.</summary>
internal sealed class ForceWatcher : EvaluationWatcher
{
    private readonly ConditionalWeakTable<FlagDefinition, List<ForcedFlag>> _forced = [];

    /// <summary>An evaluation of this definition is one of this forced flag. Only before the definition is compiled.</summary>
    public void Follow(FlagDefinition definition, ForcedFlag forced) => _forced.GetOrCreateValue(definition).Add(forced);

    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag)
    {
        if (!_forced.TryGetValue(flag.Definition, out var forced)) return null;
        var sight = new Sight(forced);
        return _ => sight;
    }

    private sealed class Sight(List<ForcedFlag> forced) : OutcomeObserver
    {
        public override void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash) => Preview();

        public override void Preview()
        {
            foreach (var one in forced) one.See();
        }
    }
}
