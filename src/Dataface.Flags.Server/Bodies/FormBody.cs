using System.Text;
using System.Text.Unicode;
using Dataface.Flags.Server.Problems;
using Microsoft.Extensions.Primitives;

namespace Dataface.Flags.Server.Bodies;

/// <summary>The board's forms: a few short fields, as browsers encode them. Linear in the text; what is no such form is refused.</summary>
internal static class FormBody
{
    private const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>More than any form of the board has.</summary>
    private const int MostFields = 20;

    /// <summary>Reads the form, once; the request has it from then on.</summary>
    public static async Task<IFormCollection> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        var type = request.ContentType.AsSpan();
        if (!type.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problem.UnsupportedFormat($"Send the form as {MediaType}."));
        }

        var body = await RawBody.ReadAsync(http);
        return request.Form = new FormCollection(Parse(body.Span));
    }

    private static Dictionary<string, StringValues> Parse(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new ProblemException(Problem.Malformed("The form is not UTF-8. Open the page again and send it again."));
        }

        var fields = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in Encoding.UTF8.GetString(body).Split('&', MostFields + 1, StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            if (fields.Count >= MostFields || !fields.TryAdd(Text(name), Text(value)))
            {
                throw new ProblemException(
                    Problem.Malformed("The form has a field twice, or too many. Open the page again and send it again."));
            }
        }

        return fields;
    }

    /// <summary>What a percent sign and two digits stand for; other percent signs stand for themselves.</summary>
    private static string Text(string encoded) => Uri.UnescapeDataString(encoded.Replace('+', ' '));
}
