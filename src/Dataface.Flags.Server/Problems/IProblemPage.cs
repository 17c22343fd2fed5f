namespace Dataface.Flags.Server.Problems;

/// <summary>Metadata of a route that people look at: says no with a page instead of JSON.</summary>
internal interface IProblemPage
{
    /// <summary>Writes the answer.</summary>
    Task WriteAsync(HttpContext http, Problem problem);
}
