using Dataface.Flags.Values;
using Spectre.Console.Rendering;

namespace Dataface.Flags.Cli.Terminal;

/// <summary>The same for tables and trees, whose colours the console adds itself.</summary>
internal sealed class ShownRenderables : IRenderHook
{
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Shown(renderable));

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth).Select(Of);

        private static Segment Of(Segment segment) =>
            segment.IsControlCode || segment.IsLineBreak ? segment : new(ShownText.Of(segment.Text), segment.Style);
    }
}
