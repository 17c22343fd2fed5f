namespace Dataface.Flags.Documents;

/// <summary>An open extension of a flag's life.</summary>
/// <param name="By">Who renewed it.</param>
/// <param name="On">The UTC day of the renewal.</param>
/// <param name="Until">The new UTC day from which the flag is off.</param>
/// <param name="Reason">Why it is still needed.</param>
public sealed record Renewal(string By, DateOnly On, DateOnly Until, string Reason);

/// <summary>A sign-off.</summary>
/// <param name="By">Who approved.</param>
/// <param name="On">The UTC day of the approval.</param>
/// <param name="Reference">Where the approval can be read, such as a ticket.</param>
public sealed record Approval(string By, DateOnly On, string Reference);
