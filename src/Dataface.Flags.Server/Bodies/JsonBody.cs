using System.Text.Json;
using Dataface.Flags.Json;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Bodies;

/// <summary>Bodies of JSON that the framework does not bind. What is wrong with their form is found here, and only here.</summary>
internal static class JsonBody
{
    /// <summary>The value that a body holds; its members are there once, and its text can be read.</summary>
    /// <param name="body">The body.</param>
    /// <param name="docs">The page that has the form.</param>
    public static JsonElement Read(ReadOnlyMemory<byte> body, string docs) =>
        StrictJson.Parse(body.Span, out var problem) ?? throw new ProblemException(Problem.Malformed($"{problem} {docs} has the form."));

    /// <summary>The body as one of the server's own shapes.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> body, JsonSerializerOptions options)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, options)
                ?? throw new ProblemException(Problem.Malformed("The body is null. Send an object; /openapi/v1.json has its form."));
        }
        catch (JsonException error)
        {
            var syntax = JsonSyntaxFault.Find(body.Span, new() { MaxDepth = options.MaxDepth })?.InText(body.Span);
            throw new ProblemException(Problem.Malformed(syntax is null ? BodyFault.Of(error) : $"The body is not JSON. {syntax}"), error);
        }
    }
}
