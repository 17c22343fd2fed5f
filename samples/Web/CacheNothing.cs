using Microsoft.AspNetCore.Mvc.Filters;

namespace Dataface.Flags.Samples.Web;

/// <summary>A filter of MVC and Razor Pages that runs while a flag is on.</summary>
internal sealed class CacheNothing : IResultFilter
{
    public void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers.CacheControl = "no-store";

    public void OnResultExecuted(ResultExecutedContext context)
    {
    }
}
