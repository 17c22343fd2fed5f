using System.Net;
using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>Carries the reports of one instance to a server, which has given it an id and a token. One report at a time.</summary>
internal sealed class HttpInstanceTransport(string environment, FlagServerConnection connection) : IInstanceTransport
{
    private volatile InstanceClaim? _claim;

    public string Name => connection.Name;

    public InstanceClaim? Claim => _claim;

    public async Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken)
    {
        var claim = _claim;
        try
        {
            var ticket = InstanceTicket.Read(await AskAsync(claim, statement, cancellationToken).ConfigureAwait(false), Name);
            if (ticket.Claim != claim) _claim = ticket.Claim;
            return ticket.Receipt;
        }
        catch (FlagServerException error) when (!error.IsTransient)
        {
            // What the server does not know any more begins anew, with another id.
            _claim = null;
            throw Refused(error, isForgotten: claim is not null && IsUnknown(error));
        }
    }

    public async Task SendLastAsync(InstanceClaim gone, InstanceStatement farewell, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(gone, farewell, cancellationToken).ConfigureAwait(false);
        }
        catch (FlagServerException error) when (!error.IsTransient)
        {
            throw Refused(error, IsUnknown(error));
        }
    }

    private static bool IsUnknown(FlagServerException error) => error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;

    private static InstanceRefusedException Refused(FlagServerException error, bool isForgotten) =>
        new(error.Message, error, isForgotten);

    private Task<ReadOnlyMemory<byte>> AskAsync(InstanceClaim? claim, InstanceStatement statement, CancellationToken cancellationToken)
    {
        var requests = connection.Requests;
        return requests.AskAsync(
            connection.Pipelines.Once,
            () =>
            {
                var request = requests.Request(HttpMethod.Post, claim is null ? "instances" : $"instances/{claim.Id}");
                request.Content = ChangeJson.JsonContent(json =>
                {
                    InstanceJson.WriteMembers(json, environment, statement);
                    if (claim is not null) json.WriteString("token", claim.Token);
                    if (statement.Usage is { } usage) Write(json, usage);
                });
                return request;
            },
            cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, UsageReport usage)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("number", usage.Number);
        json.WritePropertyName("lines");
        InstanceJson.WriteLines(json, usage.Lines);
        json.WriteEndObject();
    }
}
