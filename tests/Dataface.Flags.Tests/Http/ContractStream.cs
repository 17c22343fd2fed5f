using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Threading.Channels;

namespace Dataface.Flags.Tests.Http;

/// <summary>One stream that a <see cref="ContractServer"/> serves.</summary>
internal sealed class ContractStream(ContractServer server, HttpListenerContext context, string environment)
{
    private readonly Channel<(string Raw, bool IsLast)> _commands = Channel.CreateUnbounded<(string, bool)>();
    private readonly bool _isPacked = context.Request.Headers["Accept-Encoding"]?.Contains("gzip", StringComparison.Ordinal) == true;

    public void Look() => _commands.Writer.TryWrite(("", false));

    public void Push(string raw) => _commands.Writer.TryWrite((raw, false));

    public void End(string raw) => _commands.Writer.TryWrite((raw, true));

    public async Task RunAsync()
    {
        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.SendChunked = true;
            if (_isPacked) context.Response.Headers["Content-Encoding"] = "gzip";
            await WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                event: hello
                data: {"heartbeatSeconds":{{server.HeartbeatSeconds}},"server":"test"}


                """));
            var sent = await LookAsync(context.Request.Headers["Last-Event-ID"]);
            while (await NextAsync() is { IsLast: false } command)
            {
                if (command.Raw.Length > 0) await WriteAsync(command.Raw);
                sent = await LookAsync(sent);
            }

            context.Response.Close();
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone.
        }
    }

    private async Task<(string Raw, bool IsLast)> NextAsync()
    {
        using var heartbeat = new CancellationTokenSource(TimeSpan.FromSeconds(server.HeartbeatSeconds));
        try
        {
            var command = await _commands.Reader.ReadAsync(heartbeat.Token);
            if (command.IsLast) await WriteAsync(command.Raw);
            return command;
        }
        catch (OperationCanceledException)
        {
            return (":\n\n", false);
        }
    }

    /// <summary>Sends what is new since a position.</summary>
    private async Task<string> LookAsync(string? sent)
    {
        var (state, document) = (await server.State.LoadAsync(environment, default), server.Document);
        var cursor = ContractJson.Cursor(server.Lineage, document, state);
        if (cursor == sent) return cursor;
        var isStateOnly = sent is not null && sent[..sent.LastIndexOf('.')] == cursor[..cursor.LastIndexOf('.')];
        var feed = isStateOnly
            ? ContractJson.StateOnly(environment, server.Lineage, document, state)
            : ContractJson.Feed(environment, server.Lineage, document, state);
        await WriteAsync($"event: {(isStateOnly ? "state" : "snapshot")}\nid: {cursor}\ndata: {feed}\n\n");
        return cursor;
    }

    private async Task WriteAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (_isPacked)
        {
            var member = new MemoryStream();
            await using (var packed = new GZipStream(member, CompressionLevel.Fastest)) await packed.WriteAsync(bytes);
            bytes = member.ToArray();
        }

        await context.Response.OutputStream.WriteAsync(bytes);
        await context.Response.OutputStream.FlushAsync();
    }
}
