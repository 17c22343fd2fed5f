using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Incidents;

/// <summary>A kill in force that not every instance has in force, as far as the server knows. Immutable.</summary>
/// <param name="Flag">The flag's key; <c>*</c> for every flag.</param>
/// <param name="At">When it was killed.</param>
/// <param name="By">Who killed it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Record">The position of the kill's record in the trail.</param>
/// <param name="Confirmation">Who has it in force, and who has not. Silent instances count: what they do is not known.</param>
/// <param name="Undo">What ends the kill.</param>
internal sealed record OutstandingKill(
    string Flag, DateTimeOffset At, string By, string Reason, long Record, Confirmation Confirmation, Remedy Undo);
