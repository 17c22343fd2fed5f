namespace Dataface.Flags.Server.Ofrep;

/// <summary>A refusal: HTTP status, the protocol's error code and what to do about it. The default value is none.</summary>
internal readonly record struct OfrepError(int Status, string Code, string Details)
{
    public const string Example = """{"context":{"targetingKey":"user-42"}}""";

    /// <summary>No definitions, or it is not known what is killed: any value would be a guess.</summary>
    public static readonly OfrepError NotReady = new(
        StatusCodes.Status503ServiceUnavailable, "GENERAL",
        "The server has no flags for this environment yet. Use the code's default and ask again in a few seconds.");

    public static readonly OfrepError TooLarge = new(
        StatusCodes.Status413PayloadTooLarge, "GENERAL",
        $"The body is longer than {RequestBody.MaxBytes} bytes. Send only the attributes that flags are targeted by.");

    public static readonly OfrepError FlagNotFound = new(
        StatusCodes.Status404NotFound, "FLAG_NOT_FOUND",
        "No document defines this flag. Look for a misspelt key, or use the code's default.");

    public static readonly OfrepError NoContext = Of("INVALID_CONTEXT", $"The body has no object 'context'. Write {Example}.");

    public static readonly OfrepError NoTargetingKey = Of(
        "TARGETING_KEY_MISSING", $"The context has no 'targetingKey'. Name whom the flag is for by a stable identifier: {Example}.");

    public static readonly OfrepError TargetingKeyNoString =
        Of("INVALID_CONTEXT", $"The context's 'targetingKey' is not a string. Write {Example}.");

    /// <summary>Problems that clients of the rest of the server know, too.</summary>
    public bool IsProblem => Status is StatusCodes.Status413PayloadTooLarge or StatusCodes.Status503ServiceUnavailable;

    public static OfrepError NoUnit(string bucketBy) => Of(
        "TARGETING_KEY_MISSING",
        bucketBy == EvaluationContext.DefaultUnit
            ? "The flag needs a unit, and the 'targetingKey' is empty. Give a stable identifier."
            : $"The flag's unit is the attribute '{bucketBy}', and the context has no usable one. Add it as a string, an integer or a "
                + $"boolean.");

    /// <param name="line">From 0.</param>
    /// <param name="offset">In bytes from the line's start.</param>
    public static OfrepError NotJson(long line, long offset) =>
        Of("PARSE_ERROR", $"The body is not JSON: see line {line + 1}, byte {offset}. Write {Example}.");

    private static OfrepError Of(string code, string details) => new(StatusCodes.Status400BadRequest, code, details);
}
