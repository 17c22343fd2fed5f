namespace Dataface.Flags.Server.Environments;

/// <summary>
/// One after another in this server: another document is put in force only when it breaks no experiment that runs, and an experiment begins
/// only when it fits the document in force. Thread-safe.
/// </summary>
internal sealed class DefinitionTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn, which lasts until the result is disposed.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Taken(_turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
