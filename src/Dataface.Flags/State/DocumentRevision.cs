namespace Dataface.Flags.State;

/// <summary>A document that was put in force.</summary>
/// <param name="Number">1, 2, 3 … in the order of publication; a rollback has a number of its own.</param>
/// <param name="Hash">SHA-256 of the document's bytes, 64 lower-case hexadecimal digits.</param>
public sealed record DocumentRevision(int Number, string Hash);
