using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Registry;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>An experiment with what its data come to now. Immutable.</summary>
internal sealed record ExperimentView(ExperimentRecord Record, ExperimentDefinition Definition, ExperimentData Data, Decision Decision)
{
    /// <summary>In what its document, which counts for the design, and the registry, which counts for status and data, say different things.</summary>
    public IReadOnlyList<string> Mismatches { get; init; } = [];

    /// <summary>Whether somebody is to decide: before and after that, a recommendation is for nobody.</summary>
    public bool IsOpen => Record.Status == ExperimentStatus.Running;

    /// <summary>The variants of its design, control first.</summary>
    public IReadOnlyList<string> Variants => [Definition.Design.Control, .. Definition.Design.Treatments];

    public GateResult? Gate(string code) => Decision.Gates.FirstOrDefault(gate => gate.Code == code);
}
