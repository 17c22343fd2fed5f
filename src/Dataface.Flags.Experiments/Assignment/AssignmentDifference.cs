namespace Dataface.Flags.Experiments.Assignment;

/// <summary>In what a flag's assignment is another one than a design says.</summary>
/// <param name="Code">One of <see cref="ExperimentProblemCode"/>.</param>
/// <param name="Path">The part of the document that says it.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
internal sealed record AssignmentDifference(string Code, string Path, string Message, string Remedy);
