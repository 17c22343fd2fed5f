namespace Dataface.Flags.Experiments.Summaries;

/// <summary>What a row of a file says of a unit, but for its values. Immutable.</summary>
/// <param name="Unit">The unit, hashed: two of 10¹² are the same with a probability of 10⁻¹⁵.</param>
/// <param name="Arm">The place of its variant in the design.</param>
/// <param name="ExposedAt">When, in UTC ticks.</param>
/// <param name="File">The number of its file, from 0.</param>
/// <param name="Line">The line of the file.</param>
internal readonly record struct UnitRow(UInt128 Unit, int Arm, long ExposedAt, int File, int Line);
