using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>Takes an interpolated string apart: the compiler's literals are markup, everything else is encoded.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler(int literalLength, int formattedCount)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html? piece) => _text.Append(piece);

    public void AppendFormatted(BoardAddress address)
    {
        _text.Append(BoardAddress.Mark);
        AppendFormatted(address.Value);
    }

    public void AppendFormatted(string? value)
    {
        if (value is not null) _text.Append(Encoder.Encode(ShownText.Of(value)));
    }

    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value?.ToString(format, CultureInfo.InvariantCulture));

    public string Take() => _text.ToString();
}
