using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>Decides whether a request may pass, and answers it if not.</summary>
internal sealed class FlagGate(RequestFlagsSource flags, IOptions<RequestFlagsOptions> options)
{
    private readonly int _status = options.Value.StatusCode;
    private readonly Func<HttpContext, RequireFlagAttribute, Task>? _onFlagOff = options.Value.OnFlagOff;

    public static InvalidOperationException NotRegistered(string flag) =>
        new($"RequireFlag(\"{flag}\") needs the flags of requests. Call services.AddRequestFlags() beside services.AddFeatureFlags(...).");

    public bool IsOpen(HttpContext http, RequireFlagAttribute required) => flags.Of(http).IsEnabled(required.Key);

    public Task AnswerAsync(HttpContext http, RequireFlagAttribute required)
    {
        http.Response.StatusCode = required.StatusCode == 0 ? _status : required.StatusCode;

        // A cache in front must not keep for everybody, or for later, what was off for one user.
        http.Response.Headers.CacheControl = "no-store";
        return _onFlagOff is null ? Task.CompletedTask : _onFlagOff(http, required);
    }
}
