using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>Decides whether a request may pass, and answers it if not.</summary>
internal sealed class FlagGate(RequestFlagsSource flags, IOptions<RequestFlagsOptions> options) : IRequireFlagFilters
{
    private readonly int _status = options.Value.StatusCode;
    private readonly Func<HttpContext, RequireFlagAttribute, Task>? _onFlagOff = options.Value.OnFlagOff;

    IFilterMetadata IRequireFlagFilters.Of(RequireFlagAttribute required) => new RequireFlagFilter(required, this);

    public bool IsOpen(HttpContext http, RequireFlagAttribute required) => required.Terms.AreMet(flags.Of(http));

    public Task AnswerAsync(HttpContext http, RequireFlagAttribute required)
    {
        http.Response.StatusCode = required.StatusCode == 0 ? _status : required.StatusCode;

        // A cache in front must not keep for everybody, or for later, what was off for one user.
        http.Response.Headers.CacheControl = "no-store";
        return _onFlagOff is null ? Task.CompletedTask : _onFlagOff(http, required);
    }
}
