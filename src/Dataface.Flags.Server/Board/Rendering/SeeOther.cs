namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>Sends a browser to another page of the board, with a GET whatever it asked with.</summary>
internal sealed class SeeOther(BoardAddress address) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = address.In(http);
        http.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
