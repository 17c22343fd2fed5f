using System.Runtime.CompilerServices;
using Dataface.Flags.AspNetCore.Gating;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.AspNetCore.SignalR;

namespace Dataface.Flags.AspNetCore.Routing;

/// <summary>
/// Puts a gate around every endpoint that asks for one, whatever kind it is, when routing selects it. So there is no middleware to forget
/// or to misplace, and the gate is asked where the endpoint runs: after authentication.
/// </summary>
internal sealed class GatingMatcherPolicy(FlagGate gate, RequestFlagsSource source, ConnectionFlow flow)
    : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _gated = [];

    /// <summary>Last, so that endpoints which other policies put in place are seen.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<RequireFlagAttribute>() is not null) return true;
            if (IsHub(endpoint) || MayBecomeAnother(endpoint)) return true;
        }

        return false;
    }

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i)) continue;
            ref var candidate = ref candidates[i];
            var gated = _gated.GetValue(candidate.Endpoint, Gated);
            if (!ReferenceEquals(gated, candidate.Endpoint)) candidates.ReplaceEndpoint(i, gated, candidate.Values);
        }

        return Task.CompletedTask;
    }

    /// <summary>Dynamic endpoints, and pages that are compiled when they are first asked for, show their metadata only then.</summary>
    private static bool MayBecomeAnother(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>()?.IsDynamic == true
        || endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not (null or CompiledPageActionDescriptor);

    private static bool IsHub(Endpoint endpoint) => endpoint.Metadata.GetMetadata<HubMetadata>() is not null;

    /// <summary>The endpoint behind its gate, or itself when it asks for none and is no hub's.</summary>
    private Endpoint Gated(Endpoint endpoint)
    {
        // MVC lists an attribute both as metadata and as a filter.
        var required = endpoint.Metadata.GetOrderedMetadata<RequireFlagAttribute>()
            .DistinctBy(a => (a.ToString(), a.StatusCode)).ToArray();
        if (required.Length == 0 && !IsHub(endpoint)) return endpoint;
        var inner = endpoint.RequestDelegate ?? (_ => Task.CompletedTask);
        if (IsHub(endpoint)) inner = new LongPollingDelegate(source, flow, inner).InvokeAsync;
        RequestDelegate gated = required.Length == 0 ? inner : new GatedDelegate(gate, required, inner).InvokeAsync;
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(gated, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(gated, endpoint.Metadata, endpoint.DisplayName);
    }
}
