namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>
/// Where something of the board is. In a page it stands behind a mark, since what the server's paths have before them is known when the
/// page is sent. Immutable.
/// </summary>
/// <param name="Value">Path and query, from the board's own root.</param>
internal sealed record BoardAddress(string Value)
{
    /// <summary>Stands for what comes before. Text from outside cannot have it: it is encoded.</summary>
    public const char Mark = '\0';

    /// <summary>The address as a browser knows it.</summary>
    public string In(HttpContext http) => http.Request.PathBase.ToUriComponent() + Value;
}
