namespace Dataface.Flags.Server.Problems;

/// <summary>Keeps what was refused, for the audit trail. Thread-safe.</summary>
internal interface IRefusalTrail
{
    /// <summary>Counts the refusal of a request, if it is one that the trail has: a known caller's change.</summary>
    void Note(HttpContext http, Problem problem);
}
