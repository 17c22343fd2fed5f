using System.Threading.Channels;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>Makes what lives long go on by one step, when the test says so.</summary>
internal sealed class Ticks
{
    private readonly Channel<bool> _ticks = Channel.CreateUnbounded<bool>();

    public void Tick() => _ticks.Writer.TryWrite(true);

    public ValueTask<bool> NextAsync(CancellationToken cancellationToken) => _ticks.Reader.ReadAsync(cancellationToken);
}
