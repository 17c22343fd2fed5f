using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>A step of an experiment that is taken here, but for its decision.</summary>
/// <param name="Name">As its address has it.</param>
/// <param name="From">The status that it is taken from.</param>
/// <param name="To">The status that the experiment has afterwards.</param>
/// <param name="Verb">As the button has it.</param>
/// <param name="Effect">What it comes to.</param>
internal sealed record ExperimentAction(string Name, ExperimentStatus From, ExperimentStatus To, string Verb, string Effect)
{
    public static IReadOnlyList<ExperimentAction> All { get; } =
    [
        new("approve", ExperimentStatus.Draft, ExperimentStatus.Approved, "Approve",
            "From then on the design cannot change. The key that last edited it cannot approve it: use another key."),
        new("start", ExperimentStatus.Approved, ExperimentStatus.Running, "Start",
            "Users take part from then on, and results count. The experiment holds its flag: "
            + "a document that would break it is refused until it is decided."),
        new("take-back", ExperimentStatus.Approved, ExperimentStatus.Draft, "Take back",
            "It is a draft again: its design can be edited, and has to be approved once more."),
        new("clean-up", ExperimentStatus.Decided, ExperimentStatus.CleanedUp, "Finish",
            "It is finished. After a decision to ship or to kill its flag must be gone from the document in force."),
    ];
}
