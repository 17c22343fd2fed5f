using System.Text;

namespace Dataface.Flags.Cleaner.Files;

/// <summary>A file's text, with what it needs to be written back as it was: encoding and byte order mark.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">Its text, without a byte order mark.</param>
/// <param name="Encoding">How it is encoded.</param>
/// <param name="HasMark">Whether it begins with a byte order mark.</param>
internal sealed record FileText(string Path, string Text, Encoding Encoding, bool HasMark)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding[] Marked =
        [new UTF32Encoding(false, true), new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true)];

    /// <summary>Whether a patch can carry it: git takes other files for binary ones.</summary>
    public bool IsText => Encoding is not (UnicodeEncoding or UTF32Encoding);

    public static FileText Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        foreach (var encoding in Marked)
        {
            if (bytes.AsSpan().StartsWith(encoding.Preamble)) return new(path,
                encoding.GetString(bytes, encoding.Preamble.Length, bytes.Length - encoding.Preamble.Length), encoding, true);
        }

        try
        {
            return new(path, Strict.GetString(bytes), Strict, false);
        }
        catch (DecoderFallbackException)
        {
            // Every byte is a character of Latin-1, so that all but what changes is written back as it was.
            return new(path, Encoding.Latin1.GetString(bytes), Encoding.Latin1, false);
        }
    }

    public byte[] Bytes(string text) => [.. HasMark ? Encoding.GetPreamble() : [], .. Encoding.GetBytes(text)];
}
