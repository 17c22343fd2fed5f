namespace Dataface.Flags.Http;

/// <summary>Gives the provider and the stores of one client the same connection; the last of them to be disposed closes it.</summary>
#pragma warning disable CA1001 // Those who acquire it dispose it.
internal sealed class SharedFlagServer(Uri address, HttpFlagOptions options)
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private FlagServerConnection? _connection;

    public FlagServerConnection Acquire(FlagClientOptions client)
    {
        lock (_gate)
        {
            // Options may serve a second client, after the first or for another environment.
            if (_connection is null || _connection.Environment != client.Environment || !_connection.TryAcquire())
            {
                _connection = new FlagServerConnection(
                    address, client.Environment!, options, client.TimeProvider, client.Logger, client.Outages);
            }

            return _connection;
        }
    }
}
