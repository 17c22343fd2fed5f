using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>An experiment as people see it. Immutable.</summary>
/// <param name="View">What is known of it now.</param>
/// <param name="Warnings">In what its document beside the code differs from the registry.</param>
internal sealed record ShownExperiment(ExperimentView View, IReadOnlyList<string> Warnings)
{
    public ExperimentRecord Record => View.Record;

    public ExperimentDefinition Definition => View.Definition;

    public ExperimentData Data => View.Data;

    public Decision Decision => View.Decision;

    /// <summary>Whether somebody is to decide: before and after that, a recommendation is for nobody.</summary>
    public bool IsOpen => Record.Status == ExperimentStatus.Running;

    /// <summary>The variants of its design, control first.</summary>
    public IReadOnlyList<string> Variants => [Definition.Design.Control, .. Definition.Design.Treatments];

    public GateResult? Gate(string code) => Decision.Gates.FirstOrDefault(gate => gate.Code == code);
}
