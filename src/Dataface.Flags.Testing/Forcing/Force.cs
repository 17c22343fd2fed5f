namespace Dataface.Flags.Testing.Forcing;

/// <summary>Ends a force when it is disposed; once.</summary>
/// <param name="forced">What is forced.</param>
/// <param name="ended">Called after it has ended.</param>
internal sealed class Force(ForcedFlag forced, Action ended) : IDisposable
{
    public void Dispose()
    {
        if (forced.End()) ended();
    }
}
