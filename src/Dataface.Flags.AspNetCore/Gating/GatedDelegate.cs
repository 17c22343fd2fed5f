using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>An endpoint's delegate behind a gate.</summary>
internal sealed class GatedDelegate(FlagGate gate, RequireFlagAttribute[] required, RequestDelegate inner)
{
    public Task InvokeAsync(HttpContext http)
    {
        foreach (var flag in required)
        {
            if (!gate.IsOpen(http, flag)) return gate.AnswerAsync(http, flag);
        }

        return inner(http);
    }
}
