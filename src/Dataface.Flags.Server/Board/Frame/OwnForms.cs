using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Sessions;

namespace Dataface.Flags.Server.Board.Frame;

/// <summary>Lets a form through that one of the server's own pages has shown to whoever sends it, and no other.</summary>
internal sealed class OwnForms : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method)) return await next(context);
        await FormBody.ReadAsync(http);
        if (!await FormToken.IsValidAsync(http))
        {
            throw new ProblemException(new(
                "foreign-form",
                StatusCodes.Status400BadRequest,
                "The form is not from this board",
                "It comes from elsewhere, was shown to somebody else, or is too old. Nothing was changed. Open the page again and send it "
                + "again."));
        }

        return await next(context);
    }
}
