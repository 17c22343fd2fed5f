using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Background;

/// <summary>How a failure is to be told.</summary>
/// <param name="Level">Error for the first failure of an outage, whoever meets it; Debug for all that follow.</param>
/// <param name="Count">Which failure of the outage it is, from 1.</param>
internal readonly record struct OutageNews(LogLevel Level, long Count);

/// <summary>One part of a client that depends on a source, and meets its outages. Disposed when the part goes. Thread-safe.</summary>
internal sealed class OutageWitness(OutageLog log, string source) : IDisposable
{
    private volatile bool _meetsOne;

    public string Source => source;

    /// <summary>It has failed.</summary>
    public OutageNews Failed(Exception error)
    {
        _meetsOne = true;
        return log.Failed(this, error);
    }

    /// <summary>It is not tried again until there is something new to do.</summary>
    public void GivesUp() => log.GiveUp(this);

    /// <summary>It works.</summary>
    public void Works() => Leave(isWell: true);

    public void Dispose() => Leave(isWell: false);

    private void Leave(bool isWell)
    {
        if (!_meetsOne) return;
        _meetsOne = false;
        log.Leave(this, isWell);
    }
}
