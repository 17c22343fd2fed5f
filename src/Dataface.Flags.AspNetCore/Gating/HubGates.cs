using System.Collections.Concurrent;
using System.Reflection;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>The gates of a hub: those of its class, of the method, and of the endpoint that it is mapped to, groups included.</summary>
internal sealed class HubGates
{
    private readonly ConcurrentDictionary<MemberInfo, RequireFlagAttribute[]> _attributes = new();

    /// <summary>The gate of an invocation; null when there is none.</summary>
    /// <param name="call">The invocation.</param>
    /// <param name="hub">The hub's type.</param>
    /// <param name="method">The method; null for the connection as a whole.</param>
    public HubGate? Of(ConnectionFlags call, Type hub, MethodInfo? method)
    {
        var endpoint = call.Http?.GetEndpoint()?.Metadata.GetOrderedMetadata<RequireFlagAttribute>() ?? [];
        var (ofHub, ofMethod) = (AttributesOf(hub), method is null ? [] : AttributesOf(method));
        if (endpoint.Count + ofHub.Length + ofMethod.Length == 0) return null;
        return new HubGate(call.Flags, [.. endpoint.Concat(ofHub).Concat(ofMethod).DistinctBy(required => required.ToString())]);
    }

    private RequireFlagAttribute[] AttributesOf(MemberInfo member) =>
        _attributes.GetOrAdd(member, static m => [.. m.GetCustomAttributes<RequireFlagAttribute>(inherit: true)]);
}

/// <summary>The gate of one invocation of a hub.</summary>
internal sealed class HubGate(RequestFlags flags, RequireFlagAttribute[] required)
{
    /// <exception cref="HubException">A flag is off. It names none: the caller learns no more than that there is nothing.</exception>
    public void ThrowIfClosed()
    {
        foreach (var flag in required)
        {
            if (!flag.Terms.AreMet(flags)) throw new HubException("This is not available.");
        }
    }
}
