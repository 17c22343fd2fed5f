using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>
/// The OpenFeature Remote Evaluation Protocol, version 0.3.0: flags for other languages, evaluated here. What leaves is a key, a value, a
/// variant's name, a reason and the document's revision; rules, segments and what the context holds stay.
/// </summary>
internal static class OfrepEndpoints
{
    /// <summary>Where one flag is evaluated.</summary>
    public const string SinglePath = BulkPath + "/{key}";

    /// <summary>Where all flags are evaluated.</summary>
    public const string BulkPath = "/ofrep/v1/evaluate/flags";

    /// <summary>Maps both operations of the protocol.</summary>
    /// <param name="endpoints">Where to.</param>
    /// <param name="client">The client to evaluate a request with; null when there is none at present, which is answered with 503.</param>
    /// <returns>Both endpoints, to ask for authorization or limit their rate.</returns>
    public static IEndpointConventionBuilder MapOfrep(this IEndpointRouteBuilder endpoints, Func<HttpContext, IFlagClient?> client)
    {
        var names = new AttributeNamesCache();
        var group = endpoints.MapGroup("");
        group.MapPost(SinglePath, http => AnswerOneAsync(http, client(http), names));
        group.MapPost(BulkPath, http => AnswerAllAsync(http, client(http), names));
        return group;
    }

    private static async Task AnswerOneAsync(HttpContext http, IFlagClient? client, AttributeNamesCache names)
    {
        var key = (string)http.Request.RouteValues["key"]!;
        var body = await RequestBody.ReadAsync(http);
        var answer = AnswerWriter.OfThread();
        if (!TryRead(http, body, client, names, out var flags, out var context, out var error)) answer.Fail(error, key);
        else if (!MayEvaluate(http, key) || flags!.Find(key) is not { } flag) answer.Fail(OfrepError.FlagNotFound, key);
        else
        {
            var outcome = flags.Decide(flag, context, out _);
            if (outcome.Reason != EvaluationReason.NoUnit) answer.WriteSingle(outcome, client!.Environment);
            else answer.Fail(OfrepError.NoUnit(flag.BucketBy), key);
        }

        await answer.SendAsync(http.Response);
    }

    private static async Task AnswerAllAsync(HttpContext http, IFlagClient? client, AttributeNamesCache names)
    {
        var body = await RequestBody.ReadAsync(http);
        var answer = AnswerWriter.OfThread();
        if (!TryRead(http, body, client, names, out var flags, out var context, out var error)) answer.Fail(error, key: null);
        else
        {
            answer.WriteBulk(flags!, context, client!.Environment, http.Features.Get<Caller>());
            http.RequestServices.GetService<OfrepUsage>()?.CountBulk(client.Environment);
            var tag = EntityTag.Of(answer.Written);
            http.Response.Headers.ETag = tag;
            if (EntityTag.IsAmong(http.Request.Headers.IfNoneMatch, tag))
            {
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        await answer.SendAsync(http.Response);
    }

    /// <summary>A flag that a public key does not list is not there.</summary>
    private static bool MayEvaluate(HttpContext http, string key) => http.Features.Get<Caller>()?.MayEvaluate(key) ?? true;

    /// <summary>Pins the flags, and reads the context as far as they ask for it. Gives the body back.</summary>
    private static bool TryRead(
        HttpContext http, RequestBody body, IFlagClient? client, AttributeNamesCache names,
        out FlagSnapshot? flags, out EvaluationContext context, out OfrepError error)
    {
        context = EvaluationContext.Empty;
        flags = client?.Pin();
        if (body.IsTooLarge) error = OfrepError.TooLarge;
        else if (flags is not { IsReady: true }) error = OfrepError.NotReady;
        else error = ContextReader.Read(body.Utf8, names.Of(flags), out context);
        body.Release(http.Request.BodyReader);
        return error.Code is null;
    }
}
