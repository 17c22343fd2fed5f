using System.Net;
using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>Carries the reports of one instance to a server, which has given it an id and a token. One report at a time.</summary>
internal sealed class HttpInstanceTransport(string environment, FlagServerConnection connection) : IInstanceTransport
{
    private volatile InstanceTicket? _ticket;

    public string Name => connection.Name;

    public bool IsKnown => _ticket is not null;

    public async Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken)
    {
        var (ticket, requests) = (_ticket, connection.Requests);
        try
        {
            var body = await requests.AskAsync(
                connection.Pipelines.Once,
                () =>
                {
                    var request = requests.Request(HttpMethod.Post, ticket is null ? "instances" : $"instances/{ticket.Id}");
                    request.Content = ChangeJson.JsonContent(json =>
                    {
                        InstanceJson.WriteMembers(json, environment, statement);
                        if (ticket is not null) json.WriteString("token", ticket.Token);
                        if (statement.Usage is { } usage) Write(json, usage);
                    });
                    return request;
                },
                cancellationToken).ConfigureAwait(false);
            _ticket = ticket = InstanceTicket.Read(body, requests.Name);
            return new(ticket.Interval, ticket.Instances, ticket.Usage);
        }
        catch (FlagServerException error) when (!error.IsTransient)
        {
            // What the server does not know any more begins anew, with another id.
            var isForgotten = ticket is not null && error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden;
            _ticket = null;
            throw new InstanceRefusedException(error.Message, error, isForgotten);
        }
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
