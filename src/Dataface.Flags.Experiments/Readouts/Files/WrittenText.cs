using System.Text;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>Text of a file in UTF-8, or in UTF-16 with its mark, as a spreadsheet saves it.</summary>
internal static class WrittenText
{
    /// <summary>What to do about a file whose bytes are no text.</summary>
    public const string Remedy = "Save it as UTF-8; a spreadsheet calls that 'CSV UTF-8'.";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A reader that throws <see cref="DecoderFallbackException"/> at bytes that are no text.</summary>
    public static StreamReader Open(Stream bytes) => new(bytes, Strict, detectEncodingFromByteOrderMarks: true, leaveOpen: true);

    /// <summary>Whether it was read in the wrong way: UTF-16 without its mark.</summary>
    public static bool IsGarbled(string text) => text.Contains('\0');
}
