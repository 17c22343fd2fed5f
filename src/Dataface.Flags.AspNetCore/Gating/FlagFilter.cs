using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>Gives MVC a filter for requests for which a flag is on, and for others one that does nothing.</summary>
internal sealed class FlagFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>(
    FlagKey<bool> flag, int order) : IFilterFactory, IOrderedFilter
    where TFilter : IFilterMetadata
{
    private readonly ObjectFactory<TFilter> _make = ActivatorUtilities.CreateFactory<TFilter>([]);

    public int Order => order;

    /// <summary>MVC asks anew in each request.</summary>
    public bool IsReusable => false;

    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider)
    {
        var flags = serviceProvider.GetService<IRequestFlags>() ?? throw RequireFlagAttribute.NotRegistered($"AddForFlag(\"{flag}\")");
        return flags.IsEnabled(flag) ? _make(serviceProvider, null) : NoFilter.Instance;
    }

    private sealed class NoFilter : IFilterMetadata
    {
        public static readonly NoFilter Instance = new();
    }
}
