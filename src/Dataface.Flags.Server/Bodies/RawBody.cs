namespace Dataface.Flags.Server.Bodies;

/// <summary>Reads a request's body whole; the server's limit ends one that is too large.</summary>
internal static class RawBody
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, 1 << 20));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
