using Dataface.Flags.AspNetCore.Context;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>Says once that the user of circuits cannot be known.</summary>
internal sealed class CircuitLog(ILogger<CircuitLog> logger)
{
    private int _hasLogged;

    public void UserUnknown(Exception error)
    {
        if (Interlocked.Exchange(ref _hasLogged, 1) == 0) RequestLog.CircuitUserUnknown(logger, error);
    }
}
