using Dataface.Flags.Background;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Http;

/// <summary>Gives the provider and the stores of one client the same connection; the last of them to be disposed closes it.</summary>
#pragma warning disable CA1001 // Those who acquire it dispose it.
internal sealed class SharedFlagServer(Uri address, HttpFlagOptions options)
#pragma warning restore CA1001
{
    private readonly Lock _gate = new();
    private FlagServerConnection? _connection;

    public FlagServerConnection Acquire(string environment, TimeProvider time, ILogger logger, OutageLog outages)
    {
        lock (_gate)
        {
            // Options may serve a second client, after the first or for another environment.
            if (_connection is null || _connection.Environment != environment || !_connection.TryAcquire())
            {
                _connection = new FlagServerConnection(address, environment, options, time, logger, outages);
            }

            return _connection;
        }
    }
}
