using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Incidents;

/// <summary>A kill or a restore that not every instance has in force, as far as the server knows. Immutable.</summary>
/// <param name="What"><c>kill</c> or <c>restore</c>.</param>
/// <param name="Flag">The flag's key; <c>*</c> for every flag.</param>
/// <param name="At">When it was killed or restored.</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Record">The position of its record in the trail.</param>
/// <param name="Confirmation">Who has it in force, and who has not, silent instances included: what they do is not known.</param>
/// <param name="Undo">What undoes it.</param>
internal sealed record OutstandingChange(
    string What, string Flag, DateTimeOffset At, string By, string Reason, long Record, Confirmation Confirmation, Remedy Undo);
