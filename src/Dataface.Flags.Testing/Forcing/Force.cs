using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>Ends a force when it is disposed; once.</summary>
/// <param name="forced">What is forced.</param>
/// <param name="logger">Where to say that nothing has evaluated it.</param>
/// <param name="ended">Called after it has ended.</param>
internal sealed class Force(ForcedFlag forced, ILogger logger, Action ended) : IDisposable
{
    public void Dispose()
    {
        if (!forced.End()) return;
        ended();
        if (!forced.IsSeen) ForcingLog.Unseen(logger, forced.Key);
    }
}
