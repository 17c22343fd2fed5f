using Microsoft.AspNetCore.Mvc.Filters;

namespace Dataface.Flags.AspNetCore;

/// <summary>Makes the filter by which MVC holds an action to its <see cref="RequireFlagAttribute"/>. Thread-safe.</summary>
internal interface IRequireFlagFilters
{
    IFilterMetadata Of(RequireFlagAttribute required);
}
