using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>A hub that tells what it sees, in every way in which a hub can ask.</summary>
public sealed class LiveHub(IRequestFlags flags, IServiceScopeFactory scopes, LiveHubLog log) : Hub
{
    private readonly string _made = $"{flags.IsEnabled("f")} {flags.Context}";

    /// <summary>What the constructor has seen.</summary>
    public string AskWhenMade() => _made;

    public override Task OnConnectedAsync()
    {
        log.Connected = Seen("f");
        return Task.CompletedTask;
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (log.EndsAfterServices) await Eventually.HoldsAsync(ServicesAreGone, "the connection's services are gone");
        log.Disconnected = Seen("f");
    }

    /// <summary>Each way's answer, when they differ.</summary>
    public string Ask(string key) => Seen(key);

    [RequireFlag("method")]
    public int Gated() => ++log.Runs;

    [RequireFlag("method", "f", Requirement = FlagRequirement.Any)]
    [RequireFlag("closed", Negate = true)]
    public int OnTerms() => ++log.Runs;

    public async IAsyncEnumerable<string> Follow(string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            yield return Seen(key);
            await log.Ticks.NextAsync(cancellationToken);
        }
    }

    [RequireFlag("method")]
    public async IAsyncEnumerable<int> FollowGated([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                yield return i;
                await log.Ticks.NextAsync(cancellationToken);
            }
        }
        finally
        {
            log.StreamsEnded++;
        }
    }

    [RequireFlag("method")]
    public Task<ChannelReader<int>> FollowGatedChannel(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<int>(1);
        _ = WriteAsync(channel.Writer, cancellationToken);
        return Task.FromResult(channel.Reader);
    }

    private async Task WriteAsync(ChannelWriter<int> writer, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 10; i++)
        {
            await writer.WriteAsync(i, cancellationToken);
            await log.Ticks.NextAsync(cancellationToken);
        }

        writer.Complete();
        log.StreamsEnded++;
    }

    private bool ServicesAreGone()
    {
        try
        {
            return Context.GetHttpContext()!.RequestServices.GetService<LiveHubLog>() is null;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private string Seen(string key)
    {
        using var child = scopes.CreateScope();
        var inChild = child.ServiceProvider.GetRequiredService<IRequestFlags>();
        IRequestFlags[] all = [flags, Context.GetHttpContext()!.Flags(), inChild];
        var seen = all.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.IsEnabled(key)} {f.Context}")).Distinct();
        return string.Join(" | ", seen);
    }
}

/// <summary>What hubs have done, for the test to look at.</summary>
public sealed class LiveHubLog
{
    internal Ticks Ticks { get; } = new();

    public string? Connected { get; set; }

    /// <summary>Whether a hub, when its connection ends, first waits until the connection's services are gone.</summary>
    public bool EndsAfterServices { get; set; }

    public string? Disconnected { get; set; }

    public int Runs { get; set; }

    public int StreamsEnded { get; set; }
}

/// <summary>A hub behind a gate.</summary>
[RequireFlag("hub")]
public sealed class GatedHub(LiveHubLog log) : Hub
{
    public int Run() => ++log.Runs;
}

/// <summary>A hub without a gate of its own.</summary>
public sealed class PlainHub(LiveHubLog log) : Hub
{
    public int Run() => ++log.Runs;
}
