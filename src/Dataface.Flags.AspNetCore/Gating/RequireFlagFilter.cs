using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Dataface.Flags.AspNetCore.Gating;

/// <summary>Gates actions and pages that were not reached through endpoint routing, or not through a gated endpoint.</summary>
internal sealed class RequireFlagFilter(RequireFlagAttribute required, FlagGate gate) : IAsyncResourceFilter
{
    public Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (http.GetEndpoint()?.RequestDelegate?.Target is GatedDelegate || gate.IsOpen(http, required)) return next();
        context.Result = new Answer(gate, required);
        return Task.CompletedTask;
    }

    private sealed class Answer(FlagGate gate, RequireFlagAttribute required) : Microsoft.AspNetCore.Mvc.IActionResult
    {
        public Task ExecuteResultAsync(Microsoft.AspNetCore.Mvc.ActionContext context) => gate.AnswerAsync(context.HttpContext, required);
    }
}
