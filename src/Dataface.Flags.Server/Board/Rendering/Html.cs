namespace Dataface.Flags.Server.Board.Rendering;

/// <summary>
/// A piece of a page. It is made of literals of this program and of values that are encoded on their way in, and there is no other way to
/// make one: text from outside cannot become markup. Immutable; thread-safe.
/// </summary>
internal sealed class Html
{
    private readonly string _text;

    private Html(string text) => _text = text;

    public static Html Empty { get; } = new("");

    /// <summary>Markup with values in it, which are encoded for elements and for attributes in quotes alike.</summary>
    public static Html Of(ref HtmlHandler handler) => new(handler.Take());

    /// <summary>A piece for each item, one after another.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece) => new(string.Concat(items.Select(item => piece(item)._text)));

    /// <summary>A piece, or nothing.</summary>
    public static Html If(bool condition, Func<Html> piece) => condition ? piece() : Empty;

    /// <summary>The markup.</summary>
    public override string ToString() => _text;
}
