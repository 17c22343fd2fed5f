using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dataface.Flags.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Http;

/// <summary>Kills and ramps as a server keeps them. Thread-safe.</summary>
internal sealed class HttpFlagStateStore(FlagServerConnection connection)
    : IFlagStateStore, IInstanceReports, IConfirmingStore, IAsyncDisposable
{
    public string Name => connection.Name;

    /// <summary>Answers from what was received, for the environment that the connection follows; another one is asked for.</summary>
    public async ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken)
    {
        if (environment == connection.Environment) return (await connection.ReadAsync(cancellationToken).ConfigureAwait(false)).State;
        var requests = connection.Requests;
        var body = await requests.AskAsync(
            connection.Pipelines.Once, () => requests.Request(HttpMethod.Get, "flags/" + Uri.EscapeDataString(environment)),
            cancellationToken).ConfigureAwait(false);
        return FeedReader.Read(body, environment, Name).State;
    }

    public async ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.IsGlobal)
        {
            throw new ArgumentException(
                $"A server takes kills, restores and ramps as changes, not '{change.Action}'. Publish documents on the server.",
                nameof(change));
        }

        if ((ChangeCheck.RefusalOf(change) ?? ChangeCheck.RefusalOfKey(change)) is { } refusal) throw refusal;
        var requests = connection.Requests;
        var answer = await requests.AskAsync(
            connection.Pipelines.Patiently,
            () =>
            {
                var request = requests.Request(
                    HttpMethod.Post, $"flags/{Uri.EscapeDataString(change.Flag)}/{ChangeJson.RouteOf(change.Action)}");
                request.Content = ChangeJson.Write(change);
                return request;
            },
            cancellationToken).ConfigureAwait(false);
        var recorded = ChangeJson.ReadAnswer(answer, Name);
        if (change.Environment == connection.Environment) connection.Received.Take(change, recorded);
        return recorded;
    }

    public ValueTask<ChangeConfirmation?> ConfirmAsync(
        string environment, RecordedChange recorded, TimeSpan wait, CancellationToken cancellationToken) =>
        new(connection.Confirmations.WaitAsync(environment, recorded, wait, cancellationToken));

    public IInstanceTransport OpenReports(string environment, ILogger logger) => new HttpInstanceTransport(environment, connection);

    public IDisposable OnChange(Action<StateNews> changed) => connection.OnState(changed);

    /// <exception cref="InvalidDataException">A line is no record; the message says which.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var requests = connection.Requests;
        using var response =
            await requests.OpenAsync(connection.Pipelines.Once, () => requests.Request(HttpMethod.Get, "audit"), cancellationToken)
                .ConfigureAwait(false);
        var body = await connection.OpenBodyAsync(response, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(body, Encoding.UTF8);
        for (var line = 1L; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } text; line++)
        {
            body.BeginAnew();
            if (!AuditCodec.TryRead(Encoding.UTF8.GetBytes(text), out var record))
            {
                throw new InvalidDataException(
                    $"Line {line.ToString(CultureInfo.InvariantCulture)} of the trail of '{Name}' is damaged or was edited.");
            }

            yield return record;
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
