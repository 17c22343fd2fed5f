using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Server.Ofrep;

/// <summary>
/// Writes one answer after another into a buffer that its thread keeps. To be used without waiting in between, from <see cref="OfThread"/>
/// to
/// <see cref="SendAsync"/>, which copies what was written before it waits.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its thread, and its writer holds nothing but memory.")]
internal sealed class AnswerWriter
{
    /// <summary>A buffer that a large answer made larger than this is not kept.</summary>
    private const int MostKept = 1 << 20;

    private static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText Value = JsonEncodedText.Encode("value");
    private static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
    private static readonly JsonEncodedText Variant = JsonEncodedText.Encode("variant");
    private static readonly JsonEncodedText Metadata = JsonEncodedText.Encode("metadata");
    private static readonly JsonEncodedText FlagSet = JsonEncodedText.Encode("flagSetId");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    private static readonly JsonEncodedText FinerReason = JsonEncodedText.Encode(TelemetryNames.DetailedReason);

    [ThreadStatic]
    private static AnswerWriter? _ofThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;
    private OfrepError _error;

    private AnswerWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>What was written, valid until the next answer.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>The thread's writer, empty.</summary>
    public static AnswerWriter OfThread()
    {
        var writer = _ofThread is { _buffer.Capacity: <= MostKept } kept ? kept : _ofThread = new AnswerWriter();
        writer._buffer.ResetWrittenCount();
        writer._json.Reset();
        writer._error = default;
        return writer;
    }

    public void WriteSingle(Outcome outcome, string environment)
    {
        _json.WriteStartObject();
        WriteResult(outcome);
        _json.WriteStartObject(Metadata);
        WriteOrigin(environment, outcome.Flag!.Source.Revision);
        _json.WriteString(FinerReason, OfrepReasons.FinerOf(outcome.Reason));
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>
    /// Writes all flags. They are not counted as evaluations, nor as exposures: the client keeps them, and most are not used. An event
    /// stream would be announced here, as <c>eventStreams</c>; without it clients poll.
    /// </summary>
    /// <param name="flags">The flags.</param>
    /// <param name="context">Whom they are for.</param>
    /// <param name="environment">Where.</param>
    /// <param name="caller">Whose flags are there; null for all.</param>
    public void WriteBulk(FlagSnapshot flags, EvaluationContext context, string environment, Caller? caller)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("flags"u8);
        foreach (var flag in flags.Flags)
        {
            if (caller?.MayEvaluate(flag.Details.Key) == false) continue;
            var outcome = flags.Preview(flag, context);
            _json.WriteStartObject();
            if (outcome.Reason == EvaluationReason.NoUnit)
            {
                WriteFailure(OfrepError.NoUnit(flag.BucketBy), flag.Details.Key);
            }
            else
            {
                WriteResult(outcome);
                _json.WriteStartObject(Metadata);
                _json.WriteString(FinerReason, OfrepReasons.FinerOf(outcome.Reason));
                _json.WriteEndObject();
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteStartObject(Metadata);
        WriteOrigin(environment, flags.Revision);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Makes the answer a refusal.</summary>
    /// <param name="error">Why.</param>
    /// <param name="key">The flag that was asked for; null for all.</param>
    public void Fail(OfrepError error, string? key)
    {
        _error = error;
        _json.WriteStartObject();
        WriteFailure(error, key);
        if (error.IsProblem) WriteProblem(error);
        _json.WriteEndObject();
        _json.Flush();
    }

    public ValueTask SendAsync(HttpResponse response)
    {
        if (_error.Code is not null) response.StatusCode = _error.Status;
        if (_error.Status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = "5";
        response.ContentType = _error.IsProblem ? "application/problem+json" : "application/json";
        response.ContentLength = _buffer.WrittenCount;
        response.BodyWriter.Write(_buffer.WrittenSpan);
        var flush = response.BodyWriter.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully) return new(flush.AsTask());
        flush.GetAwaiter().GetResult();
        return ValueTask.CompletedTask;
    }

    private void WriteResult(Outcome outcome)
    {
        var variant = outcome.Variant!;
        _json.WriteString(Key, outcome.Flag!.Key);
        _json.WriteString(Reason, OfrepReasons.Of(outcome.Reason));
        _json.WriteString(Variant, variant.Name);
        switch (variant.Kind)
        {
            case VariantKind.Boolean:
                _json.WriteBoolean(Value, variant.Boolean);
                break;
            case VariantKind.String:
                _json.WriteString(Value, variant.Text);
                break;
            default:
                // Numbers as they were written, so that 3 does not become 3.0.
                _json.WritePropertyName(Value);
                variant.Json.WriteTo(_json);
                break;
        }
    }

    private void WriteOrigin(string environment, string revision)
    {
        _json.WriteString(FlagSet, environment);
        _json.WriteString(Version, revision);
    }

    private void WriteFailure(OfrepError error, string? key)
    {
        if (key is not null) _json.WriteString(Key, key);
        _json.WriteString("errorCode"u8, error.Code);
        _json.WriteString("errorDetails"u8, error.Details);
    }

    /// <summary>The same again as RFC 9457 has it, for who knows the rest of the server and not the protocol.</summary>
    private void WriteProblem(OfrepError error)
    {
        var (code, title) = error.Status == StatusCodes.Status413PayloadTooLarge
            ? ("too-large", "The request is too large")
            : ("not-ready", "There are no flags yet");
        _json.WriteString("type"u8, $"/problems/{code}");
        _json.WriteString("title"u8, title);
        _json.WriteNumber("status"u8, error.Status);
        _json.WriteString("detail"u8, error.Details);
        _json.WriteString("code"u8, code);
    }
}
