namespace Dataface.Flags.Server.Health;

/// <summary>Whether load balancers should send new requests here. Thread-safe.</summary>
internal sealed class Readiness
{
    private volatile bool _isOpen = true;

    public bool IsOpen => _isOpen;

    public void Close() => _isOpen = false;
}
