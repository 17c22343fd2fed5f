namespace Dataface.Flags.Postgres.Listening;

/// <summary>How far a database is.</summary>
/// <param name="Sequence">The last record.</param>
/// <param name="Number">The document in force; 0 for none.</param>
/// <param name="Settings">How often settings were changed.</param>
internal readonly record struct Head(long Sequence, int Number, long Settings);
