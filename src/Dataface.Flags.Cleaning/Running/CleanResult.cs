using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>What came of a clean-up.</summary>
/// <param name="Solution">The solution, cleaned as far as it can be proved.</param>
/// <param name="Refusals">What could not be; empty when no use of the flag is left.</param>
/// <param name="Uses">How many uses of the flag were found.</param>
internal sealed record CleanResult(Solution Solution, IReadOnlyList<Refusal> Refusals, int Uses)
{
    public bool IsWhole => Refusals.Count == 0;
}
